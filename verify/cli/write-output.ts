import { randomBytes } from 'node:crypto';
import { open, rename, rm, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileError } from './require-file.ts';

/**
 * Writes a report under the name that `--output` gives: whole or not at all, so that nobody reads half of one and a
 * failed run leaves the old one. A name that is no ordinary file (`/dev/stdout`, a pipe) is written to as it is.
 * Throws UsageError.
 */
export async function writeOutput(
  name: string,
  content: string | Uint8Array,
  cwd: string,
): Promise<void> {
  const path = resolve(cwd, name);
  try {
    if (await isSpecial(path)) await writeInto(path, 'w', content);
    else await replace(path, content);
  } catch (error) {
    throw fileError('--output', name, error);
  }
}

async function isSpecial(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found !== undefined && !found.isFile() && !found.isDirectory();
}

async function replace(path: string, content: string | Uint8Array): Promise<void> {
  const part = `${path}.${randomBytes(6).toString('hex')}.part`;
  try {
    await writeInto(part, 'wx', content);
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

async function writeInto(path: string, flags: string, content: string | Uint8Array): Promise<void> {
  await using handle = await open(path, flags);
  await handle.writeFile(content);
  if (flags === 'wx') await handle.sync();
}
