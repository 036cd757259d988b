import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { KeyRing } from '../../../vault/ports/archive.ts';
import type { KeptBlob } from '../../../vault/ports/blob-keys.ts';
import { DurableFolders, syncFolder } from '../../files/durable-folders.ts';
import { replaceFile } from '../../files/replace-file.ts';
import { portError, systemCode } from '../../files/system-error.ts';

/** Files `keys/2 hex/DOCUMENT.json` beside the storage root, which has no place for what must be erasable. */
export function openKeyRing(folder: string): KeyRing {
  const folders = new DurableFolders();
  const fileOf = (documentId: string) => {
    const spread = createHash('sha256').update(documentId).digest('hex').slice(0, 2);
    return join(resolve(folder), 'keys', spread, `${documentId}.json`);
  };
  return {
    async put(documentId, keys) {
      const file = fileOf(documentId);
      try {
        if (keys.length === 0 && (await contentOf(file)) === undefined) return;
        await folders.make(dirname(file));
        if (keys.length > 0) await replaceFile(file, `${JSON.stringify(keys, null, 1)}\n`);
        else {
          await rm(file, { force: true });
          await syncFolder(dirname(file));
        }
      } catch (error) {
        throw portError(error);
      }
    },
    async read(documentId) {
      const text = await contentOf(fileOf(documentId));
      return text === undefined ? [] : (JSON.parse(text) as readonly KeptBlob[]);
    },
  };
}

async function contentOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw portError(error);
  }
}
