import { StorageError } from '../../vault/ports/storage-error.ts';

const OWNER = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;
const BLOB = /^([A-Za-z0-9][A-Za-z0-9._-]{0,127})\/([0-9a-f]{64})$/;

export interface BlobName {
  readonly ownerId: string;
  readonly sha256: string;
}

/** Owner ids become names of folders: letters, digits, `.`, `_`, `-`, and no dot in front. */
export function checkOwnerId(ownerId: string): void {
  if (!OWNER.test(ownerId)) {
    throw new TypeError(`owner id ${JSON.stringify(ownerId)} cannot name a folder`);
  }
}

export function blobId(name: BlobName): string {
  return `${name.ownerId}/${name.sha256}`;
}

/** Whether owner and digest are such as ids are made of. */
export function isBlobName(name: BlobName): boolean {
  return BLOB.test(blobId(name));
}

/** StorageError `not-found` for whatever was never given out as an id. */
export function parseBlobId(id: string): BlobName {
  const [, ownerId, sha256] = BLOB.exec(id) ?? [];
  if (ownerId === undefined || sha256 === undefined) {
    throw new StorageError('not-found', `no blob ${JSON.stringify(id)}`);
  }
  return { ownerId, sha256 };
}
