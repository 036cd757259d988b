import { randomBytes } from 'node:crypto';
import { open, readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Blobs } from '../../../vault/ports/blobs.ts';
import { StorageError } from '../../../vault/ports/storage-error.ts';
import { DurableFolders } from '../../files/durable-folders.ts';
import { RecentNames } from '../../files/recent-names.ts';
import { portError, systemCode } from '../../files/system-error.ts';
import { WriteGate } from '../../files/write-gate.ts';
import { checkOwnerId, parseBlobId } from '../blob-name.ts';
import { blobPath, type Store } from './blob-path.ts';
import { openBlob } from './open-blob.ts';
import { stageContent } from './stage-content.ts';
import { stagedBlob } from './staged-blob.ts';

/**
 * Blobs as files `blobs/OWNER/2 hex/SHA-256` under `folder`. One process writes a folder at a time (the
 * metadata store's lock sees to that: open it first); what an earlier one left in `staging/` is removed.
 */
export async function openFsBlobs(options: { readonly folder: string }): Promise<Blobs> {
  const folder = resolve(options.folder);
  const store: Store = {
    staging: join(folder, 'staging'),
    blobs: join(folder, 'blobs'),
    folders: new DurableFolders(),
    gate: new WriteGate(),
    durable: new RecentNames(),
  };
  try {
    await store.folders.make(folder);
    await store.folders.make(store.staging);
    await store.folders.make(store.blobs);
    await removeLeftovers(store.staging);
  } catch (error) {
    throw portError(error);
  }
  return {
    async stage(ownerId, content, limit) {
      checkOwnerId(ownerId);
      store.gate.check();
      const path = join(store.staging, randomBytes(16).toString('hex'));
      const staged = await stageContent({ path, content, limit });
      return stagedBlob(store, { ownerId, path, ...staged });
    },
    async open(id) {
      const path = blobPath(store, parseBlobId(id));
      try {
        return await openBlob(await open(path, 'r'));
      } catch (error) {
        if (systemCode(error) !== 'ENOENT') throw portError(error);
        throw new StorageError('not-found', `no blob ${id}`, error);
      }
    },
  };
}

/** Nothing in `staging/` was ever acknowledged. */
async function removeLeftovers(staging: string): Promise<void> {
  for (const name of await readdir(staging)) {
    await rm(join(staging, name), { recursive: true, force: true });
  }
}
