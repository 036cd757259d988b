import { failpoint } from '../../../faults/failpoint.ts';
import type {
  JournalAction,
  PendingEntry,
  SequencedEntry,
  SignedHead,
} from '../../../vault/model/journal.ts';
import type { EntryErasure, NodePosition, SequencedBatch } from '../../../vault/ports/metadata.ts';
import { ConflictError, StorageError } from '../../../vault/ports/storage-error.ts';
import { checkBatch, checkSupplement, type LogEnd } from '../check-batch.ts';
import { supplementInsertion } from './archive.ts';
import { jobInsertions } from './jobs.ts';
import { octets, type Row, recordsOf } from './rows.ts';
import { insertions, type Query, query, row, rows, type Steps } from './steps.ts';

export function entryInsertions(entries: readonly PendingEntry[]): readonly Query[] {
  return insertions(
    'entries (id, record)',
    entries.map((entry) => [entry.id, JSON.stringify(entry)]),
  );
}

export function* pending(limit: number): Steps<readonly PendingEntry[]> {
  return recordsOf(
    yield* rows('SELECT record FROM entries WHERE record IS NOT NULL ORDER BY seq LIMIT ?', limit),
  );
}

export function* head(): Steps<SignedHead | undefined> {
  return signedHead(yield* row('SELECT size, root, note, seal FROM head'));
}

export function* checkpoint(size: number): Steps<string | undefined> {
  const found = yield* row('SELECT note FROM heads WHERE size = ?', size);
  return found === undefined ? undefined : String(found['note']);
}

export function* checkpoints(size: number, limit: number): Steps<readonly string[]> {
  const found = yield* rows(
    'SELECT note FROM heads WHERE size > ? ORDER BY size LIMIT ?',
    ...[size, limit],
  );
  return found.map((each) => String(each['note']));
}

const ENTRY = `
  SELECT s.*, e.commitment, e.erased_by
    FROM sequenced s LEFT JOIN erased_entries e ON e.entry_id = s.entry_id`;

export function* entry(id: string): Steps<SequencedEntry | undefined> {
  const found = yield* row(`${ENTRY} WHERE s.entry_id = ?`, id);
  return found === undefined ? undefined : sequencedEntry(found);
}

export function* entries(index: number, limit: number): Steps<readonly SequencedEntry[]> {
  const found = yield* rows(
    `${ENTRY} WHERE s.position >= ? ORDER BY s.position LIMIT ?`,
    ...[index, limit],
  );
  return found.map(sequencedEntry);
}

export function* nodes(positions: readonly NodePosition[]): Steps<readonly Uint8Array[]> {
  const found = yield positions.map(({ level, index }) =>
    query('SELECT hash FROM nodes WHERE level = ? AND position = ?', level, index),
  );
  return positions.map(({ level, index }, at) => {
    const node = found[at]?.[0];
    if (node === undefined) throw new StorageError('not-found', `no node ${level}/${index}`);
    return octets(node['hash']);
  });
}

export function* receipt(entryId: string): Steps<Uint8Array | undefined> {
  const found = yield* row('SELECT bytes FROM receipts WHERE entry_id = ?', entryId);
  return found === undefined ? undefined : octets(found['bytes']);
}

export function* putSupplement(size: number, bytes: Uint8Array): Steps<void> {
  checkSupplement(size, (yield* logEnd()).size);
  const written = yield* row(
    'INSERT INTO supplements (size, bytes) VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING size',
    ...[size, bytes],
  );
  if (written !== undefined) yield [supplementInsertion(size, bytes)];
  failpoint('supplement/written');
}

export function* supplements(size: number): Steps<readonly Uint8Array[]> {
  const found = yield* rows('SELECT bytes FROM supplements WHERE size = ? ORDER BY seq', size);
  return found.map((each) => octets(each['bytes']));
}

/** Primary keys refuse a second index, node or receipt: what the journal said once it never changes. */
export function* sequence(batch: SequencedBatch): Steps<void> {
  checkBatch(yield* logEnd(), batch);
  yield* leavePending(batch.entries);
  const { size, root, note, seal } = batch.head;
  yield [
    ...insertions(
      'sequenced (position, entry_id, time, action, bytes, salt, leaf_hash)',
      batch.entries.map(({ index, id, time, action, bytes, salt, leafHash }) => {
        return [index, id, time, action, bytes, salt, leafHash];
      }),
    ),
    ...insertions(
      'nodes (level, position, hash)',
      batch.nodes.map(({ level, index, hash }) => [level, index, hash]),
    ),
    ...insertions(
      'receipts (entry_id, bytes)',
      batch.receipts.map(({ entryId, bytes }) => [entryId, bytes]),
    ),
    ...jobInsertions(batch.jobs ?? []),
    query(
      `INSERT INTO head (id, size, root, note, seal) VALUES (1, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET size = excluded.size, root = excluded.root,
         note = excluded.note, seal = excluded.seal`,
      ...[size, root, note, seal],
    ),
    query(
      `INSERT INTO heads (size, note) VALUES (?, ?)
       ON CONFLICT (size) DO UPDATE SET note = excluded.note`,
      ...[size, note],
    ),
  ];
  failpoint('sequence/written');
}

/** The receipt holds content and salt too. */
export function* eraseEntry({ entryId, commitment, by }: EntryErasure): Steps<void> {
  const erased = yield* row(
    `UPDATE sequenced SET bytes = ?, salt = ?
      WHERE entry_id = ? AND length(salt) > 0 RETURNING entry_id`,
    ...[new Uint8Array(0), new Uint8Array(0), entryId],
  );
  if (erased === undefined) {
    throw new ConflictError('stale', `entry ${entryId} is not sequenced, or erased already`);
  }
  yield [
    query('DELETE FROM receipts WHERE entry_id = ?', entryId),
    query(
      'INSERT INTO erased_entries (entry_id, commitment, erased_by) VALUES (?, ?, ?)',
      ...[entryId, commitment, by],
    ),
  ];
}

/** The content moves out of the pending entry, so that it is in one place only. */
function* leavePending(sequenced: readonly SequencedEntry[]): Steps<void> {
  const left = yield sequenced.map(({ id }) =>
    query('UPDATE entries SET record = NULL WHERE id = ? AND record IS NOT NULL RETURNING id', id),
  );
  const missing = sequenced.find((_, at) => left[at]?.length !== 1);
  if (missing !== undefined) {
    throw new StorageError('corrupt', `entry ${missing.id} is not pending`);
  }
}

function* logEnd(): Steps<LogEnd> {
  const last = yield* row('SELECT position, time FROM sequenced ORDER BY position DESC LIMIT 1');
  if (last === undefined) return { size: 0 };
  return { size: Number(last['position']) + 1, time: String(last['time']) };
}

function signedHead(found: Row | undefined): SignedHead | undefined {
  if (found === undefined) return undefined;
  return {
    size: Number(found['size']),
    root: octets(found['root']),
    note: String(found['note']),
    seal: octets(found['seal']),
  };
}

function sequencedEntry(found: Row): SequencedEntry {
  return {
    id: String(found['entry_id']),
    index: Number(found['position']),
    time: String(found['time']),
    action: String(found['action']) as JournalAction,
    bytes: octets(found['bytes']),
    salt: octets(found['salt']),
    leafHash: octets(found['leaf_hash']),
    ...(found['erased_by'] === null
      ? {}
      : {
          erased: { commitment: octets(found['commitment']), by: String(found['erased_by']) },
        }),
  };
}
