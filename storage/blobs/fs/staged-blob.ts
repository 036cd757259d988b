import { type FileHandle, open, rename, stat, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { StagedBlob } from '../../../vault/ports/blobs.ts';
import { StorageError } from '../../../vault/ports/storage-error.ts';
import { syncFolder } from '../../files/durable-folders.ts';
import { portError, systemCode } from '../../files/system-error.ts';
import { blobId } from '../blob-name.ts';
import { blobPath, type Store } from './blob-path.ts';
import { readPiece } from './open-blob.ts';
import type { StagedContent } from './stage-content.ts';

interface Content extends StagedContent {
  readonly ownerId: string;
  readonly path: string;
}

type State = 'staged' | 'kept' | 'discarded';

export function stagedBlob(store: Store, content: Content): StagedBlob {
  const { sha256, size, handle } = content;
  let state: State = 'staged';
  let keeping: Promise<void> | undefined;
  const check = () => {
    if (state === 'discarded') throw new StorageError('not-found', 'the staged bytes are gone');
  };
  return {
    sha256,
    size,
    source: {
      size,
      async read(offset, length) {
        check();
        const piece = { offset, length };
        if (keeping === undefined) return readPiece(handle, size, piece);
        await keeping;
        return readOnce(blobPath(store, content), size, piece);
      },
    },
    async keep() {
      check();
      keeping ??= makeDurable(store, content);
      await keeping;
      state = 'kept';
      return { id: blobId(content), sha256, size };
    },
    async discard() {
      if (keeping !== undefined || state !== 'staged') {
        await keeping?.catch(() => {}); // a failed keep has removed its bytes and told its caller
        return;
      }
      state = 'discarded';
      await remove(handle, content.path);
    },
  };
}

async function makeDurable(store: Store, content: Content): Promise<void> {
  try {
    store.gate.check();
    if (await isKept(store, content)) return;
    const path = blobPath(store, content);
    await move(store, content, path);
    store.durable.add(path);
  } finally {
    await remove(content.handle, content.path);
  }
}

/** Whether the blob is there already; then it is durable when this returns. */
export async function isKept(
  store: Store,
  blob: { readonly ownerId: string; readonly sha256: string; readonly size: number },
): Promise<boolean> {
  const path = blobPath(store, blob);
  if (!(await isThere(path, blob.size))) return false;
  await meet(store, path);
  store.durable.add(path);
  return true;
}

/** The order is the promise: the file's bytes, the folders above, its name, the folder with the name. */
async function move(store: Store, content: Content, path: string): Promise<void> {
  const { gate, folders } = store;
  const folder = dirname(path);
  await gate.sync(() => content.handle.sync());
  await gate.sync(() => folders.make(folder));
  await gate.sync(() => rename(content.path, path));
  await gate.sync(() => syncFolder(folder));
}

/** Whoever put the file there had synced its bytes before, but perhaps not its name yet. */
async function meet({ gate, durable }: Store, path: string): Promise<void> {
  if (!durable.has(path)) await gate.sync(() => syncFolder(dirname(path)));
}

/** The same bytes may be there already: their name says so, and their length is checked. */
async function isThere(path: string, size: number): Promise<boolean> {
  const met = await sizeOf(path);
  if (met === undefined) return false;
  if (met === size) return true;
  throw new StorageError('corrupt', `${path} has ${met} octets in place of ${size}`);
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw portError(error);
  }
}

async function remove(handle: FileHandle, path: string): Promise<void> {
  try {
    await handle.close();
    await unlink(path);
  } catch (error) {
    // After a rename there is nothing under this name.
    if (systemCode(error) !== 'ENOENT') throw portError(error);
  }
}

async function readOnce(
  path: string,
  size: number,
  piece: { readonly offset: number; readonly length: number },
): Promise<Uint8Array> {
  try {
    const handle = await open(path, 'r');
    try {
      return await readPiece(handle, size, piece);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw portError(error);
  }
}
