import { createHash, randomBytes } from 'node:crypto';
import { link, lstat, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { pieces } from '../../../formats/byte-source.ts';
import type { BlobInspection } from '../../../vault/ports/blob-inspection.ts';
import { StorageError } from '../../../vault/ports/storage-error.ts';
import { DurableFolders, syncFolder } from '../../files/durable-folders.ts';
import { openPlain } from '../../files/open-plain.ts';
import { portError, systemCode } from '../../files/system-error.ts';
import { walkFiles } from '../../files/walk-files.ts';
import { blobId, isBlobName, parseBlobId } from '../blob-name.ts';
import { openBlob } from './open-blob.ts';
import { stageContent } from './stage-content.ts';

/**
 * What lies in the files of `openFsBlobs`. What is restored takes the place of what was there by one rename; that stays
 * in `damaged/`.
 */
export function fsInspection(options: { readonly folder: string }): BlobInspection {
  const folder = resolve(options.folder);
  const top = join(folder, 'blobs');
  return {
    async *names(after) {
      try {
        for await (const name of walkFiles(top, after)) yield { name, ...idOf(name) };
      } catch (error) {
        throw portError(error);
      }
    },
    digest: (id) => whereThere(() => digest(top, pathOf(id))),
    has: async (id) => (await whereThere(() => lstat(join(top, pathOf(id))))) !== undefined,
    async restore(id, content) {
      try {
        await restore(folder, id, content);
      } catch (error) {
        throw portError(error);
      }
    },
  };
}

const pathOf = (id: string): string => {
  const { ownerId, sha256 } = parseBlobId(id);
  return `${ownerId}/${sha256.slice(0, 2)}/${sha256}`;
};

function idOf(name: string): { readonly blobId?: string } {
  const [ownerId = '', spread, sha256 = '', ...rest] = name.split('/');
  const ours = rest.length === 0 && sha256.slice(0, 2) === spread;
  return ours && isBlobName({ ownerId, sha256 }) ? { blobId: blobId({ ownerId, sha256 }) } : {};
}

async function whereThere<T>(look: () => Promise<T>): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw portError(error);
  }
}

async function digest(top: string, path: string): Promise<string> {
  const blob = await openBlob(await openPlain(top, path));
  try {
    const hash = createHash('sha256');
    for await (const piece of pieces(blob)) hash.update(piece);
    return hash.digest('hex');
  } finally {
    await blob.close();
  }
}

async function restore(
  folder: string,
  id: string,
  content: AsyncIterable<Uint8Array>,
): Promise<void> {
  const { sha256 } = parseBlobId(id);
  const [staging, damaged] = [join(folder, 'staging'), join(folder, 'damaged')];
  const target = join(folder, 'blobs', pathOf(id));
  const folders = new DurableFolders();
  for (const each of [staging, dirname(target), damaged]) await folders.make(each);
  const path = join(staging, randomBytes(16).toString('hex'));
  const staged = await stageContent({ path, content, limit: Number.MAX_SAFE_INTEGER });
  try {
    if (staged.sha256 !== sha256)
      throw new StorageError('corrupt', `what was given for ${id} has SHA-256 ${staged.sha256}`);
    await staged.handle.sync();
    await keepAside(target, join(damaged, `${sha256}-${randomBytes(4).toString('hex')}`));
    await rename(path, target);
    await syncFolder(dirname(target));
  } finally {
    await staged.handle.close();
    await rm(path, { force: true });
  }
}

/** A second name: at no moment is nothing there. */
async function keepAside(file: string, aside: string): Promise<void> {
  try {
    await link(file, aside);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return;
    throw error;
  }
  await syncFolder(dirname(aside));
}
