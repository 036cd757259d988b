import { requireAccess } from '../access/require-access.ts';
import type { Contract } from '../model/contract.ts';
import type { Principal } from '../model/participant.ts';
import { VaultError } from '../vault-error.ts';
import type { ReadingPorts } from './reading-ports.ts';
import { recordReading } from './record-reading.ts';

/** The contracts that the principal placed itself (para. 23, para 2). */
export async function ownContracts(
  principal: Principal,
  ports: ReadingPorts,
): Promise<readonly Contract[]> {
  const object = { kind: 'participant', participantId: principal.participantId } as const;
  await requireAccess(
    { principal, action: 'participant.read', what: 'participant', object, asked: {} },
    ports,
  );
  const contracts = await ports.metadata.contractsOf(principal.participantId);
  const ids = contracts.map(({ id }) => id);
  await recordReading(principal, 'contract.read', { contracts: ids }, ports);
  return contracts;
}

/** One contract; VaultError `not-found` for whoever has no grant to it, as for one that is not there. */
export async function describeContract(
  principal: Principal,
  contractId: string,
  ports: ReadingPorts,
): Promise<Contract> {
  const contract = await ports.metadata.contract(contractId);
  const object = contract && ({ kind: 'contract', contract } as const);
  const asked = { contract: contractId };
  await requireAccess(
    { principal, action: 'contract.describe', what: 'contract', object, asked },
    ports,
  );
  if (contract === undefined) throw new VaultError({ code: 'not-found', what: 'contract' });
  await recordReading(principal, 'contract.read', asked, ports);
  return contract;
}
