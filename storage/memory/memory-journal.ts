import type { JournalStore, NodePosition, SequencedBatch } from '../../vault/ports/metadata.ts';
import { StorageError } from '../../vault/ports/storage-error.ts';
import { checkBatch } from '../metadata/check-batch.ts';
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
    entry: (id) => reading((tables) => tables.sequencedById.get(id)),
    entries: (index, limit) => reading((tables) => tables.sequenced.slice(index, index + limit)),
    nodes: (positions) =>
      reading((tables) => positions.map((position) => storedNode(tables, position))),
    receipt: (entryId) => reading((tables) => tables.receipts.get(entryId)),
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
  draft.head = batch.head;
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
