import { rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder } from '../../storage/files/durable-folders.ts';
import { openSqliteMetadata } from '../../storage/metadata/sqlite/open-sqlite-metadata.ts';
import type { Metadata } from '../../vault/ports/metadata.ts';
import { StorageError } from '../../vault/ports/storage-error.ts';
import type { Config } from '../config.ts';
import { openMetadata } from './open-metadata.ts';

export interface PlaceRequest {
  /** Puts the rebuilt database in the place of one that is there. */
  readonly replace: boolean;
  readonly now: () => Date;
}

/** Where the rebuilt database is made, and how it takes its place. */
export interface Place {
  open(): Promise<Metadata>;
  discard(): Promise<void>;
  /** Answers where a former database went. */
  keep(): Promise<string | undefined>;
}

export async function placeFor(config: Config, { replace, now }: PlaceRequest): Promise<Place> {
  if (config.database !== undefined) {
    const { metadata } = await openMetadata(config, 'command');
    if (!(await isEmpty(metadata))) {
      await metadata.close();
      throw new StorageError('unavailable', 'the database is not empty: give an empty one');
    }
    const nothing = async () => undefined;
    return { open: async () => metadata, discard: nothing, keep: nothing };
  }
  const file = join(config.data, 'okno.sqlite');
  const draft = `${file}.rebuilding`;
  if (!replace) await refuseGood(file);
  await removeDatabase(draft);
  return {
    open: () => openSqliteMetadata({ file: draft }),
    discard: () => removeDatabase(draft),
    async keep() {
      const stamp = now().toISOString().replaceAll(/[:.]/g, '-');
      const aside = `${file}.before-${stamp}`;
      const there = await moveDatabase(file, aside);
      await moveDatabase(draft, file);
      await syncFolder(config.data);
      return there ? aside : undefined;
    },
  };
}

/** A database that opens and holds something is good; one that does not open is what a rebuild is for. */
async function refuseGood(file: string): Promise<void> {
  if (!(await isThere(file))) return;
  let metadata: Metadata;
  try {
    metadata = await openSqliteMetadata({ file });
  } catch (error) {
    const inUse = error instanceof StorageError && /open for writing/.test(error.message);
    if (inUse) throw error;
    return;
  }
  try {
    if (await isEmpty(metadata)) return;
  } finally {
    await metadata.close();
  }
  throw new StorageError('unavailable', `${file} is a good database: --replace puts it aside`);
}

async function isEmpty(metadata: Metadata): Promise<boolean> {
  const { journal } = metadata;
  return (await journal.head()) === undefined && (await journal.pending(1)).length === 0;
}

/** SQLite's own files beside the database. */
const PARTS = ['', '-wal', '-shm', '.lock'];

async function removeDatabase(file: string): Promise<void> {
  for (const part of PARTS) await rm(`${file}${part}`, { force: true });
}

async function moveDatabase(from: string, to: string): Promise<boolean> {
  let moved = false;
  for (const part of PARTS) {
    if (!(await isThere(`${from}${part}`))) continue;
    await rename(`${from}${part}`, `${to}${part}`);
    moved = true;
  }
  return moved;
}

async function isThere(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
