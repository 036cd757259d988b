import type { JournalStore, NodePosition, SequencedBatch } from '../../vault/ports/metadata.ts';
import { StorageError } from '../../vault/ports/storage-error.ts';
import { supplementRecord } from '../metadata/archived-change.ts';
import { checkBatch, checkSupplement } from '../metadata/check-batch.ts';
import { addJobs, noteForArchive } from './apply-changes.ts';
import { copied, type Reading, type Tables, type Writing } from './tables.ts';

export function memoryJournal(reading: Reading, writing: Writing): JournalStore {
  return {
    pending: (limit) =>
      reading((tables) =>
        [...tables.entries.values()]
          .filter((entry) => !tables.sequencedById.has(entry.id))
          .slice(0, limit),
      ),
    sequence: (batch) => writing((draft) => storeBatch(draft, copied(batch))),
    head: () => reading((tables) => tables.head),
    checkpoint: (size) => reading((tables) => tables.heads.get(size)),
    checkpoints: (size, limit) =>
      reading((tables) =>
        [...tables.heads]
          .filter(([each]) => each > size)
          .slice(0, limit)
          .map(([, note]) => note),
      ),
    entry: (id) => reading((tables) => tables.sequencedById.get(id)),
    entries: (index, limit) => reading((tables) => tables.sequenced.slice(index, index + limit)),
    nodes: (positions) =>
      reading((tables) => positions.map((position) => storedNode(tables, position))),
    receipt: (entryId) => reading((tables) => tables.receipts.get(entryId)),
    putSupplement: (size, bytes) => writing((draft) => addSupplement(draft, size, copied(bytes))),
    supplements: (size) => reading((tables) => tables.supplements.get(size) ?? []),
  };
}

function storeBatch(draft: Tables, batch: SequencedBatch): void {
  const last = draft.sequenced.at(-1);
  checkBatch(
    { size: draft.sequenced.length, ...(last === undefined ? {} : { time: last.time }) },
    batch,
  );
  for (const entry of batch.entries) {
    if (!draft.entries.has(entry.id) || draft.sequencedById.has(entry.id)) {
      throw new StorageError('corrupt', `entry ${entry.id} is not pending`);
    }
    draft.sequenced.push(entry);
    draft.sequencedById.set(entry.id, entry);
  }
  for (const node of batch.nodes) {
    insertOnce(draft.nodes, nodeKey(node), node.hash, 'node');
  }
  for (const { entryId, bytes } of batch.receipts) {
    if (!draft.sequencedById.has(entryId)) {
      throw new StorageError('corrupt', `receipt of ${entryId}, which is not sequenced`);
    }
    insertOnce(draft.receipts, entryId, bytes, 'receipt');
  }
  addJobs(draft, batch.jobs ?? []);
  draft.head = batch.head;
  draft.heads.set(batch.head.size, batch.head.note);
}

function addSupplement(draft: Tables, size: number, bytes: Uint8Array): void {
  checkSupplement(size, draft.sequenced.length);
  const stored = draft.supplements.get(size) ?? [];
  if (stored.some((each) => Buffer.compare(each, bytes) === 0)) return;
  draft.supplements.set(size, [...stored, bytes]);
  noteForArchive(draft, supplementRecord(size, bytes));
}

/** What the journal has said once it never says otherwise. */
function insertOnce(table: Map<string, Uint8Array>, key: string, bytes: Uint8Array, what: string) {
  if (table.has(key)) throw new StorageError('corrupt', `${what} ${key} exists already`);
  table.set(key, bytes);
}

function nodeKey(position: NodePosition): string {
  return `${position.level}/${position.index}`;
}

function storedNode(tables: Tables, position: NodePosition): Uint8Array {
  const hash = tables.nodes.get(nodeKey(position));
  if (hash === undefined) {
    throw new StorageError('not-found', `no node ${nodeKey(position)}`);
  }
  return hash;
}
