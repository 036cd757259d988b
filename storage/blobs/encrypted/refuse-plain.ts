import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { checkHeader, HEADER } from '../../../formats/encrypted-blob/layout.ts';
import { StorageError } from '../../../vault/ports/storage-error.ts';
import { portError, systemCode } from '../../files/system-error.ts';

/**
 * StorageError `corrupt` for a folder of blobs that were written before they were encrypted: they have no keys, and
 * nothing is to be added to a store that is half in clear. One file tells of all.
 */
export async function refusePlain(folder: string): Promise<void> {
  const path = await firstFile(join(folder, 'blobs'));
  if (path === undefined) return;
  try {
    checkHeader(await beginning(path));
  } catch (error) {
    if (systemCode(error) !== undefined) throw portError(error);
    throw new StorageError(
      'corrupt',
      `${path} is not encrypted: this folder was made by a program before encryption, or by another; begin with an empty folder and place the documents anew`,
      error,
    );
  }
}

/** `blobs/OWNER/2 hex/NAME`. */
async function firstFile(folder: string, depth = 3): Promise<string | undefined> {
  for (const name of await namesIn(folder)) {
    const path = join(folder, name);
    const found = depth === 1 ? path : await firstFile(path, depth - 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR') return [];
    throw portError(error);
  }
}

async function beginning(path: string): Promise<Uint8Array> {
  const handle = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(new Uint8Array(HEADER.length), 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
