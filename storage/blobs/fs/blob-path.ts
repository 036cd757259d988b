import { join } from 'node:path';
import type { DurableFolders } from '../../files/durable-folders.ts';
import type { RecentNames } from '../../files/recent-names.ts';
import type { WriteGate } from '../../files/write-gate.ts';
import type { BlobName } from '../blob-name.ts';

/** What the parts of one open store share. */
export interface Store {
  readonly staging: string;
  readonly blobs: string;
  readonly folders: DurableFolders;
  readonly gate: WriteGate;
  /** Paths whose bytes and names this process knows to be on the disk. */
  readonly durable: RecentNames;
}

export function blobPath(store: Store, name: BlobName): string {
  return join(store.blobs, name.ownerId, name.sha256.slice(0, 2), name.sha256);
}
