import { openingContract } from '../access/opening-revision.ts';
import { requireAccess } from '../access/require-access.ts';
import { contractHistory, termsUpTo } from '../contracts/contract-history.ts';
import type { Contract } from '../model/contract.ts';
import type { Principal } from '../model/participant.ts';
import { VaultError } from '../vault-error.ts';
import type { ReadingPorts } from './reading-ports.ts';
import { recordReading } from './record-reading.ts';

/** A contract as the principal may know it, and its terms in every revision up to that one. */
export interface DescribedContract {
  readonly contract: Contract;
  readonly told: readonly Contract[];
}

/** The contracts that the principal placed itself (para. 23, para 2). */
export async function ownContracts(
  principal: Principal,
  ports: ReadingPorts,
): Promise<readonly DescribedContract[]> {
  const object = { kind: 'participant', participantId: principal.participantId } as const;
  await requireAccess(
    { principal, action: 'participant.read', what: 'participant', object, asked: {} },
    ports,
  );
  const contracts = await ports.metadata.contractsOf(principal.participantId);
  const ids = contracts.map(({ id }) => id);
  await recordReading(principal, 'contract.read', { contracts: ids, part: 'list' }, ports);
  return Promise.all(contracts.map((contract) => withHistory(contract, ports)));
}

/**
 * One contract, to an agent whose УНК was replaced as it stood before; VaultError `not-found` for whoever has no
 * grant to it, as for one that is not there.
 */
export async function describeContract(
  principal: Principal,
  contractId: string,
  ports: ReadingPorts,
): Promise<DescribedContract> {
  const described = await openContract(principal, contractId, ports);
  await recordReading(principal, 'contract.read', { contract: contractId }, ports);
  return described;
}

/** The same before it is journalled as a reading; a denial is. */
export async function openContract(
  principal: Principal,
  contractId: string,
  ports: ReadingPorts,
): Promise<DescribedContract> {
  const action = 'contract.describe';
  const contract = await ports.metadata.contract(contractId);
  const history = await contractHistory(contractId, ports);
  const object = contract && openingContract(principal, action, { contract, history });
  const asked = { contract: contractId };
  await requireAccess({ principal, action, what: 'contract', object, asked }, ports);
  if (object === undefined) throw new VaultError({ code: 'not-found', what: 'contract' });
  return { contract: object.contract, told: termsUpTo(history, object.contract) };
}

/** For answers about a contract that the principal placed, to whom all of it is open. */
export async function withHistory(
  contract: Contract,
  { metadata }: Pick<ReadingPorts, 'metadata'>,
): Promise<DescribedContract> {
  return { contract, told: termsUpTo(await contractHistory(contract.id, { metadata }), contract) };
}
