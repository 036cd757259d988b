import type { EntryErasure } from '../../vault/ports/metadata.ts';
import { ConflictError, StorageError } from '../../vault/ports/storage-error.ts';
import type { Tables } from './tables.ts';

/** The receipt holds content and salt too. */
export function eraseEntry(draft: Tables, { entryId, commitment, by }: EntryErasure): void {
  const entry = draft.sequencedById.get(entryId);
  if (entry === undefined || entry.erased !== undefined) {
    throw new ConflictError('stale', `entry ${entryId} is not sequenced, or erased already`);
  }
  if (!draft.entries.has(by)) throw new StorageError('corrupt', `no entry ${by} says why`);
  const nothing = new Uint8Array(0);
  const erased = { ...entry, bytes: nothing, salt: nothing, erased: { commitment, by } };
  draft.sequencedById.set(entryId, erased);
  draft.sequenced[entry.index] = erased;
  draft.receipts.delete(entryId);
}
