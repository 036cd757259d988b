import { actionEntry } from '../access/action-entry.ts';
import { requireAccess } from '../access/require-access.ts';
import type { Contract } from '../model/contract.ts';
import type { Principal } from '../model/participant.ts';
import { ConflictError } from '../ports/storage-error.ts';
import { VaultError } from '../vault-error.ts';
import type { ContractPorts } from './contract-ports.ts';
import { readContractTerms, termsContent } from './contract-terms.ts';
import { hasContractUnder } from './unk-in-use.ts';

export interface ChangeContractRequest {
  readonly principal: Principal;
  readonly contractId: string;
  /** The revision that the principal has seen (If-Match). */
  readonly revision: number;
  /** JSON of all the terms as they shall be. */
  readonly terms: unknown;
}

/**
 * Replaces the terms of a contract from the moment of the journal entry on; earlier revisions are kept, and the
 * journal tells the terms before and after (para. 13 (з)). Rejects
 * with VaultError `invalid`, `denied`, `not-found`, and `stale` when the contract has changed since.
 */
export async function changeContract(
  { principal, contractId, revision, terms }: ChangeContractRequest,
  ports: ContractPorts,
): Promise<Contract> {
  const stored = await ports.metadata.contract(contractId);
  await requireAccess(
    {
      principal,
      action: 'contract.change',
      what: 'contract',
      object: stored === undefined ? undefined : { kind: 'contract', contract: stored },
      asked: { contract: contractId },
    },
    ports,
  );
  if (stored === undefined) throw new VaultError({ code: 'not-found', what: 'contract' });
  if (stored.revision !== revision) throw stale(stored.revision);
  const read = readContractTerms(terms, ports.clock.now());
  if (read.unk !== stored.unk && (await hasContractUnder(read.unk, stored.ownerId, ports))) {
    throw new VaultError({ code: 'already-exists', what: `contract under УНК ${read.unk}` });
  }
  const contract = { id: stored.id, ownerId: stored.ownerId, ...read, revision: revision + 1 };
  const entry = actionEntry({
    id: ports.newId(),
    action: 'contract.changed',
    principal,
    paragraph: 'D65-26а',
    content: { contract: termsContent(contract), before: termsContent(stored) },
  });
  await commit({ contracts: [contract], contractsEntry: entry.id, entries: [entry] }, ports);
  await ports.sequencer.sequenced([entry.id]);
  return contract;
}

async function commit(
  changes: Parameters<ContractPorts['metadata']['commit']>[0],
  { metadata }: ContractPorts,
): Promise<void> {
  try {
    await metadata.commit(changes);
  } catch (error) {
    if (error instanceof ConflictError && error.code === 'stale') throw stale(undefined, error);
    throw error;
  }
}

function stale(revision?: number, cause?: unknown): VaultError {
  const now = revision === undefined ? {} : { revision };
  return new VaultError({ code: 'stale', what: 'contract', ...now }, cause);
}
