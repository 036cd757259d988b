import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { ReadableLogFolder } from '../../../vault/ports/log-folder.ts';
import { DurableFolders } from '../../files/durable-folders.ts';
import { replaceFile } from '../../files/replace-file.ts';
import { portError, systemCode } from '../../files/system-error.ts';

/** For everyone to read: a web server of another user hands the files out. */
const PUBLIC_FILE = 0o644;
const PUBLIC_FOLDER = 0o755;

/** The log's public files in a folder. One process writes it. Rejects with StorageError. */
export function openLogFolder(options: { readonly folder: string }): ReadableLogFolder {
  const root = resolve(options.folder);
  const folders = new DurableFolders(PUBLIC_FOLDER);
  return {
    async write(path, bytes) {
      const file = fileOf(root, path);
      try {
        await folders.make(dirname(file));
        await replaceFile(file, bytes, PUBLIC_FILE);
      } catch (error) {
        throw portError(error);
      }
    },
    async read(path) {
      try {
        return await readFile(fileOf(root, path));
      } catch (error) {
        if (systemCode(error) === 'ENOENT') return undefined;
        throw portError(error);
      }
    },
  };
}

function fileOf(root: string, path: string): string {
  const inside = /^[a-z0-9]+(?:[./][a-z0-9]+)*$/.test(path);
  if (!inside) throw new RangeError(`no path of a log's file: ${path}`);
  return join(root, path);
}
