import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { failpoint } from '../../faults/failpoint.ts';
import { syncFolder } from './durable-folders.ts';

/** Where the next content of `file` is written before it gets its name. */
export function temporaryOf(file: string): string {
  return `${file}.new`;
}

/**
 * Puts a whole content in the place of `file`, readable by the service alone unless `mode` says otherwise: after a
 * crash there is the old file or the new one. Durable when it returns; the folder must be there. Rejects with
 * system errors.
 */
export async function replaceFile(
  file: string,
  content: string | Uint8Array,
  mode = 0o600,
): Promise<void> {
  const temporary = temporaryOf(file);
  try {
    const handle = await open(temporary, 'w', mode);
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    failpoint('file/written');
    await rename(temporary, file);
    failpoint('file/renamed');
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(dirname(file));
}
