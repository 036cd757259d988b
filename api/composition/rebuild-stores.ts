import { rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Algorithms } from '../../algorithms/registry.ts';
import { toBase64 } from '../../formats/base64.ts';
import { readArchive } from '../../storage/archive/fs/open-archive.ts';
import { openKeyRing } from '../../storage/archive/fs/open-key-ring.ts';
import { syncFolder } from '../../storage/files/durable-folders.ts';
import { openLastHead } from '../../storage/last-head/fs/open-last-head.ts';
import { openSqliteMetadata } from '../../storage/metadata/sqlite/open-sqlite-metadata.ts';
import { documentObjectId } from '../../vault/archive/document-object.ts';
import { packageObjectId } from '../../vault/archive/package-object.ts';
import { type Rebuilt, rebuild } from '../../vault/archive/rebuild.ts';
import { restoreBlobs } from '../../vault/archive/restore-blobs.ts';
import type { LastHead } from '../../vault/ports/last-head.ts';
import type { Metadata } from '../../vault/ports/metadata.ts';
import { StorageError } from '../../vault/ports/storage-error.ts';
import type { LogKey } from '../../verify/log/log-key.ts';
import { sha256Of } from '../../verify/log/sha256.ts';
import type { RebuildReport } from '../cli/rebuild-words.ts';
import type { Config } from '../config.ts';
import { archiveFolder } from './copies-of.ts';
import { openBlobFiles } from './open-blob-files.ts';
import { openMetadata } from './open-metadata.ts';

export interface RebuildRequest {
  readonly algorithms: Algorithms;
  readonly logKeys: readonly LogKey[];
  /** Puts the rebuilt database in the place of one that is there. */
  readonly replace: boolean;
  readonly now: () => Date;
  readonly progress: (segment: number) => void;
}

/**
 * Makes the database of `config` again from its archive, and the documents' files that are missing. With SQLite it
 * is made beside and takes its place when it is whole; PostgreSQL must be empty. Rejects with RebuildError,
 * StorageError, FormatError: then nothing has been changed, but for an interrupted PostgreSQL, to be emptied.
 */
export async function rebuildStores(
  config: Config,
  request: RebuildRequest,
): Promise<RebuildReport> {
  const folder = archiveFolder(config);
  const lastHead = await openLastHead({
    file: config.lastHead ?? join(config.data, 'last-head.json'),
  });
  const place = await placeFor(config, request);
  const metadata = await place.open();
  let report: Omit<RebuildReport, 'movedAside'>;
  try {
    const remembered = await lastHead.read();
    const archive = readArchive(folder);
    const { algorithms, logKeys, progress } = request;
    const rebuilt = await rebuild({
      ...{ metadata, archive, algorithms, logKeys, progress, lastHead: remembered },
      keyRing: openKeyRing(folder),
      sha256: sha256Of(algorithms),
    });
    if (rebuilt.segments === 0) {
      throw new StorageError('not-found', `there is no segment of a journal in ${folder}`);
    }
    const clock = { now: request.now };
    const { blobs, close } = await openBlobFiles(config, { shared: false, clock });
    const objects = [
      ...[...rebuilt.documents].map(documentObjectId),
      ...[...rebuilt.packages].map(packageObjectId),
    ];
    const files = await restoreBlobs(objects, { archive, blobs, metadata }).finally(close);
    await rememberHead(rebuilt, lastHead);
    const { segments, size, documents, pending, lost } = rebuilt;
    report = {
      ...{ segments, entries: size, documents: documents.size, pending, ...files },
      ...(lost === undefined ? {} : { lostEntries: lost }),
      lastHead: remembered === undefined ? 'absent' : lost === undefined ? 'agrees' : 'behind',
    };
  } catch (error) {
    await metadata.close();
    await place.discard();
    throw error;
  }
  await metadata.close();
  const movedAside = await place.keep();
  return { ...report, ...(movedAside === undefined ? {} : { movedAside }) };
}

interface Place {
  open(): Promise<Metadata>;
  discard(): Promise<void>;
  /** Answers where a former database went. */
  keep(): Promise<string | undefined>;
}

async function placeFor(config: Config, { replace, now }: RebuildRequest): Promise<Place> {
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

/** The service refuses a journal whose last head nobody remembers; here it was just verified. */
async function rememberHead({ head, lost }: Rebuilt, lastHead: LastHead): Promise<void> {
  const known = await lastHead.read();
  if (head === undefined || lost !== undefined) return;
  if (known !== undefined && known.size >= head.size) return;
  await lastHead.write(known, { size: head.size, root: toBase64(head.root) });
}
