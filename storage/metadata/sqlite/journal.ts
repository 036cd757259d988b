import type { Database } from 'better-sqlite3';
import type {
  JournalAction,
  PendingEntry,
  SequencedEntry,
  SignedHead,
} from '../../../vault/model/journal.ts';
import type { SequencedBatch } from '../../../vault/ports/metadata.ts';
import { StorageError } from '../../../vault/ports/storage-error.ts';
import { checkBatch, checkSupplement, type LogEnd } from '../check-batch.ts';
import type { Calls } from './calls.ts';
import { insertJobs } from './jobs.ts';
import { octets, type Row, recordsOf, statement } from './rows.ts';

export function insertEntries(db: Database): (entries: readonly PendingEntry[]) => void {
  const insert = statement(db, 'INSERT INTO entries (id, record) VALUES (?, ?)');
  return (entries) => {
    for (const entry of entries) insert.run(entry.id, JSON.stringify(entry));
  };
}

type Journal = Pick<
  Calls,
  | 'pending'
  | 'sequence'
  | 'head'
  | 'entry'
  | 'entries'
  | 'nodes'
  | 'receipt'
  | 'putSupplement'
  | 'supplements'
>;

export function journalTables(db: Database): Journal {
  const pending = statement(
    db,
    'SELECT record FROM entries WHERE record IS NOT NULL ORDER BY seq LIMIT ?',
  );
  const head = statement(db, 'SELECT size, root, note, seal FROM head');
  const entry = statement(db, 'SELECT * FROM sequenced WHERE entry_id = ?');
  const entries = statement(
    db,
    'SELECT * FROM sequenced WHERE position >= ? ORDER BY position LIMIT ?',
  );
  const node = statement(db, 'SELECT hash FROM nodes WHERE level = ? AND position = ?');
  const receipt = statement(db, 'SELECT bytes FROM receipts WHERE entry_id = ?');
  const supplements = statement(db, 'SELECT bytes FROM supplements WHERE size = ? ORDER BY seq');
  return {
    pending: (limit) => recordsOf<PendingEntry>(pending.all(limit)),
    sequence: writeBatch(db),
    head: () => signedHead(head.get()),
    entry: (id) => {
      const row = entry.get(id);
      return row === undefined ? undefined : sequencedEntry(row);
    },
    entries: (index, limit) => entries.all(index, limit).map(sequencedEntry),
    nodes: (positions) =>
      positions.map(({ level, index }) => {
        const row = node.get(level, index);
        if (row === undefined) throw new StorageError('not-found', `no node ${level}/${index}`);
        return octets(row['hash']);
      }),
    receipt: (entryId) => {
      const row = receipt.get(entryId);
      return row === undefined ? undefined : octets(row['bytes']);
    },
    putSupplement: supplementWriter(db),
    supplements: (size) => supplements.all(size).map((row) => octets(row['bytes'])),
  };
}

function supplementWriter(db: Database): Journal['putSupplement'] {
  const end = statement(db, 'SELECT position, time FROM sequenced ORDER BY position DESC LIMIT 1');
  const put = statement(db, 'INSERT OR IGNORE INTO supplements (size, bytes) VALUES (?, ?)');
  return (size, bytes) => {
    checkSupplement(size, logEnd(end.get()).size);
    put.run(size, bytes);
  };
}

/** Primary keys refuse a second index, node or receipt: what the journal said once it never changes. */
function writeBatch(db: Database): (batch: SequencedBatch) => void {
  const end = statement(db, 'SELECT position, time FROM sequenced ORDER BY position DESC LIMIT 1');
  const leave = statement(
    db,
    'UPDATE entries SET record = NULL WHERE id = ? AND record IS NOT NULL',
  );
  const entry = statement(db, 'INSERT INTO sequenced VALUES (?, ?, ?, ?, ?, ?, ?)');
  const node = statement(db, 'INSERT INTO nodes VALUES (?, ?, ?)');
  const receipt = statement(db, 'INSERT INTO receipts VALUES (?, ?)');
  const jobs = insertJobs(db);
  const head = statement(db, 'INSERT OR REPLACE INTO head VALUES (1, ?, ?, ?, ?)');
  return (batch) => {
    checkBatch(logEnd(end.get()), batch);
    for (const each of batch.entries) {
      if (leave.run(each.id).changes !== 1) {
        throw new StorageError('corrupt', `entry ${each.id} is not pending`);
      }
      const { index, id, time, action, bytes, salt, leafHash } = each;
      entry.run(index, id, time, action, bytes, salt, leafHash);
    }
    for (const { level, index, hash } of batch.nodes) node.run(level, index, hash);
    for (const { entryId, bytes } of batch.receipts) receipt.run(entryId, bytes);
    jobs(batch.jobs ?? []);
    const { size, root, note, seal } = batch.head;
    head.run(size, root, note, seal);
  };
}

function logEnd(row: Row | undefined): LogEnd {
  if (row === undefined) return { size: 0 };
  return { size: Number(row['position']) + 1, time: String(row['time']) };
}

function signedHead(row: Row | undefined): SignedHead | undefined {
  if (row === undefined) return undefined;
  return {
    size: Number(row['size']),
    root: octets(row['root']),
    note: String(row['note']),
    seal: octets(row['seal']),
  };
}

function sequencedEntry(row: Row): SequencedEntry {
  return {
    id: String(row['entry_id']),
    index: Number(row['position']),
    time: String(row['time']),
    action: String(row['action']) as JournalAction,
    bytes: octets(row['bytes']),
    salt: octets(row['salt']),
    leafHash: octets(row['leaf_hash']),
  };
}
