import type { Changes, Metadata } from '../ports/metadata.ts';
import { ConflictError } from '../ports/storage-error.ts';
import { VaultError } from '../vault-error.ts';
import type { Attempt } from './intake-attempt.ts';
import type { IntakeOutcome } from './outcome.ts';

interface CommitPorts {
  readonly metadata: Pick<Metadata, 'commit' | 'idempotency'>;
}

export interface Proposal {
  readonly changes: Omit<Changes, 'idempotency'>;
  readonly outcome: IntakeOutcome;
}

// Every try is lost to another version of the same document that was placed meanwhile.
const MOST_TRIES = 100;

/**
 * What came of the same request before: a repetition gets it again, whenever it comes. Throws VaultError
 * `idempotency-mismatch` when the key was used for other content.
 */
export async function settledBefore(
  { request, fingerprint }: Attempt,
  { metadata }: CommitPorts,
): Promise<IntakeOutcome | undefined> {
  const key = request.idempotencyKey;
  const record = await metadata.idempotency(request.principal.participantId, key);
  if (record === undefined) return undefined;
  if (record.fingerprint !== fingerprint) {
    throw new VaultError({ code: 'idempotency-mismatch', key });
  }
  return JSON.parse(record.outcome);
}

/**
 * Commits what `propose` gives together with the idempotency record, all or nothing. `propose` is asked
 * again, with the number of tries lost, when somebody else placed a version of that number first. Of two
 * equal requests at once one commits and the other gets its outcome.
 */
export async function commitIntake(
  attempt: Attempt,
  ports: CommitPorts,
  propose: (lost: number) => Proposal,
): Promise<IntakeOutcome> {
  const { request, fingerprint } = attempt;
  const participantId = request.principal.participantId;
  for (let lost = 0; lost < MOST_TRIES; lost += 1) {
    const { changes, outcome } = propose(lost);
    const text = JSON.stringify(outcome);
    const idempotency = { participantId, key: request.idempotencyKey, fingerprint, outcome: text };
    try {
      await ports.metadata.commit({ ...changes, idempotency });
      // As a repetition will read it: the answer is a function of the record alone.
      return JSON.parse(text);
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
      const settled = await settledBefore(attempt, ports);
      if (settled !== undefined) return settled;
      if (error.code !== 'version-exists') throw error;
    }
  }
  throw new VaultError({ code: 'stale', what: 'document' });
}
