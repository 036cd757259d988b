import { randomBytes } from 'node:crypto';
import { access, constants, open, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { FileRefusedError } from './open-file.ts';
import type { ReportFormat } from './report-formats.ts';
import { fileError } from './require-file.ts';
import type { CommandPorts } from './verify.ts';
import { UsageError } from './verify-options.ts';

/** Throws UsageError for a form that is no text where a person would see its octets. */
export function refuseOnTerminal(format: ReportFormat, stdout: CommandPorts['stdout']): void {
  if (format !== 'pdf' || !('isTTY' in stdout) || stdout.isTTY !== true) return;
  throw new UsageError({
    ru: '--format pdf: PDF на экран не выводится. Укажите --output ФАЙЛ.',
    en: '--format pdf: a PDF is not for the screen. Give --output FILE.',
  });
}

/** Throws UsageError where no report can be written under this name: before hours are spent on making it. */
export async function requireWritable(name: string, cwd: string): Promise<void> {
  const old = await stat(resolve(cwd, name)).catch(() => undefined);
  if (old?.isDirectory() === true) {
    throw fileError('--output', name, new FileRefusedError('EISDIR', 'a folder'));
  }
  // A file is replaced, which its folder allows or not.
  const written = old === undefined || old.isFile() ? dirname(name) : name;
  await access(resolve(cwd, written), constants.W_OK).catch((error: unknown) => {
    throw fileError('--output', written, error);
  });
}

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
  const given = resolve(cwd, name);
  // A link stays: what it leads to is replaced.
  const path = await realpath(given).catch(() => given);
  try {
    const old = await stat(path).catch(() => undefined);
    if (old !== undefined && !old.isFile() && !old.isDirectory()) await writeFile(path, content);
    else await replace(path, content, old?.mode);
  } catch (error) {
    throw fileError('--output', name, error);
  }
}

/** Readable by whom the old one was. */
async function replace(path: string, content: string | Uint8Array, mode = 0o666): Promise<void> {
  const part = `${path}.${randomBytes(6).toString('hex')}.part`;
  try {
    await using handle = await open(part, 'wx', mode & 0o666);
    await handle.writeFile(content);
    await handle.sync();
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}
