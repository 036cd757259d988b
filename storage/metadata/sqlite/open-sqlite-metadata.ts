import { dirname, resolve } from 'node:path';
import type { Metadata } from '../../../vault/ports/metadata.ts';
import { DurableFolders } from '../../files/durable-folders.ts';
import { portError } from '../../files/system-error.ts';
import { metadataOver } from '../sql/calls.ts';
import { startWorker } from './worker-client.ts';

/**
 * Metadata in one SQLite file (WAL, synchronous=FULL), written by one thread of one process. Rejects with
 * StorageError `unavailable` when another process writes the file, `corrupt` when it is not ours.
 */
export async function openSqliteMetadata(options: { readonly file: string }): Promise<Metadata> {
  const file = resolve(options.file);
  try {
    await new DurableFolders().make(dirname(file));
  } catch (error) {
    throw portError(error);
  }
  const client = await startWorker(file);
  return metadataOver(
    (name) =>
      (...parameters) =>
        client.ask(name, parameters),
    { wipe: () => client.wipe(), close: () => client.close() },
  );
}
