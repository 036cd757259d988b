import { actionEntry } from '../access/action-entry.ts';
import { requireAccess } from '../access/require-access.ts';
import type { Contract } from '../model/contract.ts';
import type { Principal } from '../model/participant.ts';
import { checkIdempotencyKey, commitOnce, fingerprintOf, settledBefore } from '../once.ts';
import { VaultError } from '../vault-error.ts';
import type { ContractPorts } from './contract-ports.ts';
import { type ContractTerms, readContractTerms, termsContent } from './contract-terms.ts';
import { hasContractUnder } from './unk-in-use.ts';

export interface RegisterContractRequest {
  readonly principal: Principal;
  readonly idempotencyKey: string;
  /** JSON of the request: the terms of the contract. */
  readonly terms: unknown;
}

/**
 * Registers a foreign-trade contract of the principal (para. 26 (а)); durable and in the journal when it
 * returns. Rejects with VaultError `invalid`, `denied`, `already-exists`, `idempotency-mismatch`.
 */
export async function registerContract(
  { principal, idempotencyKey, terms }: RegisterContractRequest,
  ports: ContractPorts,
): Promise<Contract> {
  checkIdempotencyKey(idempotencyKey);
  await requireAccess(
    {
      principal,
      action: 'contract.register',
      what: 'contract',
      object: { kind: 'none' },
      asked: {},
    },
    ports,
  );
  const read = readContractTerms(terms, ports.clock.now());
  const participantId = principal.participantId;
  const fingerprint = fingerprintOf({ operation: 'register-contract', terms: termsContent(read) });
  const request = { participantId, key: idempotencyKey, fingerprint };
  // In this order: whoever committed the same request before the first line is found by the second.
  const twice = await hasContractUnder(read.unk, participantId, ports);
  const before = await settledBefore<Registered>(request, ports);
  if (before === undefined && twice) {
    throw new VaultError({ code: 'already-exists', what: `contract under УНК ${read.unk}` });
  }
  const outcome = before ?? (await commitOnce(request, ports, proposalOf(principal, read, ports)));
  await ports.sequencer.sequenced([outcome.entry]);
  return outcome.contract;
}

interface Registered {
  readonly contract: Contract;
  readonly entry: string;
}

function proposalOf(principal: Principal, terms: ContractTerms, ports: ContractPorts) {
  const id = ports.newId();
  const contract: Contract = { id, ownerId: principal.participantId, ...terms, revision: 1 };
  const entry = actionEntry({
    id: ports.newId(),
    action: 'contract.registered',
    principal,
    paragraph: 'D65-26а',
    content: { contract: termsContent(contract) },
  });
  const changes = { contracts: [contract], contractsEntry: entry.id, entries: [entry] };
  return () => ({ changes, outcome: { contract, entry: entry.id } });
}
