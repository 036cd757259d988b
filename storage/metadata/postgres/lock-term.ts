import { row, type Steps } from '../sql/steps.ts';

/** Waits until no other transaction writes the journal, and keeps others waiting to the end of this one. */
export function* lockTerm(): Steps<number> {
  const stored = yield* row('SELECT term FROM okno_store WHERE id = 1 FOR UPDATE');
  return Number(stored?.['term'] ?? 0);
}
