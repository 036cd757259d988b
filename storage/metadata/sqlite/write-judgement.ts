import type { Database } from 'better-sqlite3';
import type { VersionRecord } from '../../../vault/model/document.ts';
import type { VersionJudgement } from '../../../vault/ports/metadata.ts';
import { judgedVersion } from '../judged-version.ts';
import { recordOf, statement } from './rows.ts';

/** Ends the waiting of a pending version. */
export function judgementWriter(db: Database): (judgement: VersionJudgement) => void {
  const find = statement(db, 'SELECT record FROM versions WHERE document_id = ? AND number = ?');
  const update = statement(
    db,
    'UPDATE versions SET placed_entry = ?, record = ? WHERE document_id = ? AND number = ?',
  );
  return (judgement) => {
    const { documentId, number } = judgement;
    const version = judgedVersion(recordOf<VersionRecord>(find.get(documentId, number)), judgement);
    update.run(version.placedEntry ?? null, JSON.stringify(version), documentId, number);
  };
}
