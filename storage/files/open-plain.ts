import { constants } from 'node:fs';
import { type FileHandle, lstat, open } from 'node:fs/promises';
import { join } from 'node:path';
import { StorageError } from '../../vault/ports/storage-error.ts';

/**
 * Opens a file under `folder` for reading. StorageError `corrupt` when a link or a device is on the way or in its place:
 * whoever can lay one there must not choose what is read. Rejects with system errors.
 */
export async function openPlain(folder: string, path: string): Promise<FileHandle> {
  const parts = path.split('/');
  for (const at of parts.keys()) {
    const part = parts.slice(0, at + 1).join('/');
    const found = await lstat(join(folder, part));
    const last = at + 1 === parts.length;
    if (last ? !found.isFile() : !found.isDirectory()) {
      throw new StorageError('corrupt', `${part} is no ${last ? 'file' : 'folder'}`);
    }
  }
  // What became of the last name since it was looked at: no link is followed, no pipe waited for.
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  return open(join(folder, ...parts), O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
}
