import type { Changes, UnarchivedChange } from '../../../vault/ports/metadata.ts';
import { changesRecord, supplementRecord } from '../archived-change.ts';
import { type Query, query, rows, type Steps } from './steps.ts';

const insertion = (record: string) => query('INSERT INTO unarchived (record) VALUES (?)', record);

export function changesInsertion(changes: Changes): readonly Query[] {
  const record = changesRecord(changes);
  return record === undefined ? [] : [insertion(record)];
}

export function supplementInsertion(size: number, bytes: Uint8Array): Query {
  return insertion(supplementRecord(size, bytes));
}

export function* unarchived(limit: number): Steps<readonly UnarchivedChange[]> {
  const found = yield* rows('SELECT seq, record FROM unarchived ORDER BY seq LIMIT ?', limit);
  return found.map((row) => ({ position: Number(row['seq']), record: String(row['record']) }));
}

export function* forgetArchived(positions: readonly number[]): Steps<void> {
  yield positions.map((position) => query('DELETE FROM unarchived WHERE seq = ?', position));
}
