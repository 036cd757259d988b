import { createHash, randomBytes } from 'node:crypto';
import { readdir, rm, stat, unlink } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import type { Blobs } from '../../../vault/ports/blobs.ts';
import { StorageError } from '../../../vault/ports/storage-error.ts';
import { DurableFolders, syncFolder } from '../../files/durable-folders.ts';
import { openPlain } from '../../files/open-plain.ts';
import { RecentNames } from '../../files/recent-names.ts';
import { portError, systemCode } from '../../files/system-error.ts';
import { WriteGate } from '../../files/write-gate.ts';
import { blobId, checkOwnerId, parseBlobId } from '../blob-name.ts';
import { blobPath, type Store } from './blob-path.ts';
import { openBlob } from './open-blob.ts';
import { stageContent } from './stage-content.ts';
import { isKept, stagedBlob } from './staged-blob.ts';

/**
 * Blobs as files `blobs/OWNER/2 hex/SHA-256` under `folder`. One process writes a folder at a time (the
 * metadata store's lock sees to that: open it first); what an earlier one left in `staging/` is removed. In a
 * `shared` folder others may be writing: only what is too old to be theirs is.
 */
export async function openFsBlobs(options: {
  readonly folder: string;
  readonly shared?: boolean;
}): Promise<Blobs> {
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
    await removeLeftovers(store.staging, options.shared === true ? OLD : 0);
  } catch (error) {
    throw portError(error);
  }
  const stage: Blobs['stage'] = async (ownerId, content, limit) => {
    checkOwnerId(ownerId);
    store.gate.check();
    const path = join(store.staging, randomBytes(16).toString('hex'));
    const staged = await stageContent({ path, content, limit });
    return stagedBlob(store, { ownerId, path, ...staged });
  };
  return {
    stage,
    async put(ownerId, bytes) {
      checkOwnerId(ownerId);
      store.gate.check();
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const { length: size } = bytes;
      // The same CRL comes with document after document: nothing is written for it again.
      if (await isKept(store, { ownerId, sha256, size })) {
        return { id: blobId({ ownerId, sha256 }), sha256, size };
      }
      return (await stage(ownerId, only(bytes), size)).keep();
    },
    async open(id) {
      const path = blobPath(store, parseBlobId(id));
      try {
        return await openBlob(await openPlain(store.blobs, relative(store.blobs, path)));
      } catch (error) {
        if (systemCode(error) !== 'ENOENT') throw portError(error);
        throw new StorageError('not-found', `no blob ${id}`, error);
      }
    },
    remove: async (id) => remove(store, blobPath(store, parseBlobId(id))),
  };
}

async function remove({ gate }: Store, path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return;
    throw portError(error);
  }
  await gate.sync(() => syncFolder(dirname(path)));
}

async function* only(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** Milliseconds since the last piece was written; no upload and no judgement of it lasts so long. */
const OLD = 24 * 3_600_000;

/** Nothing in `staging/` was ever acknowledged. */
async function removeLeftovers(staging: string, age: number): Promise<void> {
  for (const name of await readdir(staging)) {
    const path = join(staging, name);
    if (age === 0 || (await isOlder(path, age))) await rm(path, { recursive: true, force: true });
  }
}

async function isOlder(path: string, age: number): Promise<boolean> {
  try {
    return Date.now() - (await stat(path)).mtimeMs > age;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return false; // its process has just named or removed it
    throw error;
  }
}
