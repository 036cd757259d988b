import { randomBytes } from 'node:crypto';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { portError } from '../../files/system-error.ts';

/** A file that the system takes back with the last that holds it open, however the process ends. */
export async function namelessFile(folder: string): Promise<FileHandle> {
  const path = join(folder, randomBytes(16).toString('hex'));
  try {
    const handle = await open(path, 'wx+', 0o600);
    await unlink(path);
    return handle;
  } catch (error) {
    throw portError(error);
  }
}
