import { randomBytes } from 'node:crypto';
import { link, open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder } from './durable-folders.ts';
import { systemCode } from './system-error.ts';

/**
 * Gives a whole content a new name, readable by the service alone: of several processes one does. Durable when it
 * returns true; false when the name is taken. The folder must be there. Rejects with system errors.
 */
export async function createFile(file: string, content: string | Uint8Array): Promise<boolean> {
  const temporary = `${file}.${randomBytes(8).toString('hex')}`;
  try {
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await link(temporary, file); // unlike rename(2), link(2) takes no name that is there
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error;
    return false;
  } finally {
    await rm(temporary, { force: true });
  }
  await syncFolder(dirname(file));
  return true;
}
