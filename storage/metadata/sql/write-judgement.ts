import type { VersionRecord } from '../../../vault/model/document.ts';
import type { VersionJudgement } from '../../../vault/ports/metadata.ts';
import { judgedVersion, staleJudgement } from '../judged-version.ts';
import { withoutKeys } from '../named-blobs.ts';
import { nameBlobs } from './blob-keys.ts';
import { recordOf } from './rows.ts';
import { type Query, query, row, type Steps } from './steps.ts';

/** Changes a version that is not placed; of two at once the second finds another record, and is stale. */
export function* writeJudgement(judgement: VersionJudgement): Steps<void> {
  const { documentId, number } = judgement;
  const stored = yield* row(
    'SELECT record FROM versions WHERE document_id = ? AND number = ?',
    ...[documentId, number],
  );
  const version = withoutKeys(judgedVersion(recordOf<VersionRecord>(stored), judgement));
  const written = yield* row(
    `UPDATE versions SET placed_entry = ?, record = ?
      WHERE document_id = ? AND number = ? AND record = ? RETURNING number`,
    ...[version.placedEntry ?? null, JSON.stringify(version)],
    ...[documentId, number, stored?.['record'] ?? null],
  );
  if (written === undefined) throw staleJudgement(judgement);
  yield* nameBlobs(judgement);
  yield [quarantineRow(version)];
}

/** Whether the version stands among those in quarantine, as its state has it. */
export function quarantineRow({ documentId, number, state }: VersionRecord): Query {
  return state === 'quarantined'
    ? query(
        `INSERT INTO quarantine (document_id, number) VALUES (?, ?)
         ON CONFLICT (document_id, number) DO NOTHING`,
        ...[documentId, number],
      )
    : query('DELETE FROM quarantine WHERE document_id = ? AND number = ?', documentId, number);
}
