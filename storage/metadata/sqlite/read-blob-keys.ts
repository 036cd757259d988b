import { existsSync } from 'node:fs';
import BetterSqlite3 from 'better-sqlite3';
import type { BlobKeys } from '../../../vault/ports/blob-keys.ts';
import { find } from '../sql/blob-keys.ts';
import { stepRunner } from './run-steps.ts';
import { portError } from './sqlite-error.ts';

export interface ReadBlobKeys extends Pick<BlobKeys, 'find'> {
  close(): Promise<void>;
}

/**
 * Looks up keys beside the process that writes the file, which is not hindered. Undefined: there is no database.
 * StorageError when it cannot be read.
 */
export function readBlobKeys(file: string): ReadBlobKeys | undefined {
  if (!existsSync(file)) return undefined;
  try {
    const db = new BetterSqlite3(file, { readonly: true, fileMustExist: true });
    const run = stepRunner(db);
    return {
      async find(blobId) {
        try {
          return run(find(blobId));
        } catch (error) {
          throw portError(error);
        }
      },
      close: async () => void db.close(),
    };
  } catch (error) {
    throw portError(error);
  }
}
