import type { SignatureRecord, StoredFile } from '../../vault/model/document.ts';
import type { BlobErasure, VersionName } from '../../vault/ports/blob-keys.ts';
import type { MadeBlobs } from '../../vault/ports/metadata.ts';
import { StorageError } from '../../vault/ports/storage-error.ts';
import { erasedBlob, inOrder, namedBlobs, staleErasure } from '../metadata/named-blobs.ts';
import type { BlobReference, Tables } from './tables.ts';

type Naming = VersionName & {
  readonly file?: StoredFile;
  readonly signatures: readonly SignatureRecord[];
};

/** Keeps the keys that came with a version's blobs, and that it names them. */
export function nameBlobs(draft: Tables, version: Naming): void {
  nameMade(draft, { version, blobs: namedBlobs(version) });
}

/** The same for blobs that were made of a version that is stored. */
export function nameMade(draft: Tables, { version, blobs }: MadeBlobs): void {
  const { documentId, number } = version;
  for (const { id, sha256, size, key } of inOrder(blobs)) {
    if (draft.erasedBlobs.has(id)) throw erasedBlob(id);
    const blob = { id, sha256, size, ...(key === undefined ? {} : { key }) };
    if (!draft.blobKeys.has(id)) draft.blobKeys.set(id, blob);
    const reference = { blobId: id, documentId, number };
    draft.blobReferences.set(nameOf(reference), reference);
  }
}

export function eraseKey(draft: Tables, { blobId, references, entry }: BlobErasure): void {
  if (draft.blobKeys.get(blobId)?.key === undefined) {
    throw new StorageError('corrupt', `blob ${blobId} has no key to erase`);
  }
  if (!draft.entries.has(entry)) throw new StorageError('corrupt', `there is no entry ${entry}`);
  const due = new Set(references.map((each) => nameOf({ ...each, blobId })));
  const found = [...draft.blobReferences].filter(([, each]) => each.blobId === blobId);
  if (found.length !== due.size || found.some(([name]) => !due.has(name))) {
    throw staleErasure(blobId);
  }
  for (const [name] of found) draft.blobReferences.delete(name);
  draft.blobKeys.delete(blobId);
  draft.erasedBlobs.set(blobId, entry);
}

function nameOf({ blobId, documentId, number }: BlobReference): string {
  return JSON.stringify([blobId, documentId, number]);
}
