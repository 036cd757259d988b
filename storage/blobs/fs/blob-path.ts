import { join } from 'node:path';
import type { DurableFolders } from '../../files/durable-folders.ts';
import type { WriteGate } from '../../files/write-gate.ts';
import type { BlobName } from '../blob-name.ts';

/** What the parts of one open store share. */
export interface Store {
  readonly staging: string;
  readonly blobs: string;
  readonly folders: DurableFolders;
  readonly gate: WriteGate;
}

export function blobFolder(store: Store, name: BlobName): string {
  return join(store.blobs, name.ownerId, name.sha256.slice(0, 2));
}

export function blobPath(store: Store, name: BlobName): string {
  return join(blobFolder(store, name), name.sha256);
}
