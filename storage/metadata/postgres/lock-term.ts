import { ConflictError } from '../../../vault/ports/storage-error.ts';
import { row, type Steps } from '../sql/steps.ts';

/**
 * Waits until no other transaction writes the journal, and keeps others waiting to the end of this one. Refuses
 * (ConflictError `stale`) who was elected for an earlier term: somebody else may have gone on from there.
 */
export function* lockTerm(own: number | undefined): Steps<void> {
  const stored = yield* row('SELECT term FROM okno_store WHERE id = 1 FOR UPDATE');
  const term = Number(stored?.['term'] ?? 0);
  if (own !== undefined && own !== term) {
    throw new ConflictError('stale', `term ${own} has ended: ${term} is the present one`);
  }
}
