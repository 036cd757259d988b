import { randomUUID } from 'node:crypto';
import type { Algorithms } from '../../algorithms/registry.ts';
import { toBase64 } from '../../formats/base64.ts';
import { readArchive } from '../../storage/archive/fs/open-archive.ts';
import { openKeyRing } from '../../storage/archive/fs/open-key-ring.ts';
import { documentObjectId } from '../../vault/archive/document-object.ts';
import type { Carriers } from '../../vault/archive/due-jobs.ts';
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
import { cosignerKey } from '../keys/cosigner-key.ts';
import { archiveFolder } from './copies-of.ts';
import { type BlobFiles, openBlobFiles } from './open-blob-files.ts';
import { lastHeadOf, lastSegmentOf } from './open-last-head.ts';
import { type PlaceRequest, placeFor } from './rebuild-place.ts';

export interface RebuildRequest extends PlaceRequest {
  readonly algorithms: Algorithms;
  readonly logKeys: readonly LogKey[];
  readonly progress: (segment: number) => void;
}

/**
 * Makes the database of `config` again from its archive, and the documents' files that are missing. With SQLite it
 * is made beside and takes its place when it is whole; PostgreSQL must be empty. Rejects with ArchiveError,
 * StorageError, FormatError: then nothing has been changed, but for an interrupted PostgreSQL, to be emptied.
 */
export async function rebuildStores(
  config: Config,
  request: RebuildRequest,
): Promise<RebuildReport> {
  const memory = { head: await lastHeadOf(config), segment: await lastSegmentOf(config) };
  const place = await placeFor(config, request);
  const metadata = await place.open();
  let report: Omit<RebuildReport, 'movedAside'>;
  try {
    const clock = { now: request.now };
    const files = await openBlobFiles(config, { shared: config.database !== undefined, clock });
    report = await fill(config, request, { metadata, files, memory }).finally(files.close);
  } catch (error) {
    await metadata.close();
    await place.discard();
    throw error;
  }
  await metadata.close();
  const movedAside = await place.keep();
  return { ...report, ...(movedAside === undefined ? {} : { movedAside }) };
}

/** What was signed and written last, kept where neither database nor archive reach. */
interface Memory {
  readonly head: LastHead;
  readonly segment: LastHead;
}

interface Stores {
  readonly metadata: Metadata;
  readonly files: BlobFiles;
  readonly memory: Memory;
}

async function fill(
  config: Config,
  { algorithms, logKeys, progress, now }: RebuildRequest,
  { metadata, files, memory }: Stores,
): Promise<Omit<RebuildReport, 'movedAside'>> {
  const folder = archiveFolder(config);
  const archive = readArchive(folder);
  const lastHead = await memory.head.read();
  const rebuilt = await rebuild({
    ...{ metadata, archive, algorithms, logKeys, progress, lastHead },
    lastSegment: await memory.segment.read(),
    keyRing: openKeyRing(folder),
    sha256: sha256Of(algorithms),
    carriers: await carriersOf(config, files),
    clock: { now },
    newId: () => randomUUID(),
  });
  if (rebuilt.segments === 0) {
    throw new StorageError('not-found', `there is no segment of a journal in ${folder}`);
  }
  const objects = [
    ...[...rebuilt.documents].map(documentObjectId),
    ...[...rebuilt.packages].map(packageObjectId),
  ];
  const restored = await restoreBlobs(objects, { archive, blobs: files.blobs, metadata });
  await remember(rebuilt, memory);
  const { segments, size, documents, pending, lost } = rebuilt;
  return {
    ...{ segments, entries: size, documents: documents.size, pending, ...restored },
    ...(lost === undefined ? {} : { lostEntries: lost }),
    lastHead: lastHead === undefined ? 'absent' : lost === undefined ? 'agrees' : 'behind',
  };
}

/** What the service will do when it goes on with these settings. */
async function carriersOf(config: Config, { retention }: BlobFiles): Promise<Carriers> {
  return {
    stamps: config.timeStampUrl !== undefined,
    cosigns: (await cosignerKey(config.data)) !== undefined,
    protects: retention !== undefined,
  };
}

/** The service refuses a journal whose last head nobody remembers; here it was just verified. */
async function remember(
  { head, lost, segments, lastSegment }: Rebuilt,
  memory: Memory,
): Promise<void> {
  if (lastSegment !== undefined) {
    await rememberNext(memory.segment, { size: segments, root: lastSegment });
  }
  if (head === undefined || lost !== undefined) return;
  await rememberNext(memory.head, { size: head.size, root: toBase64(head.root) });
}

async function rememberNext(
  memory: LastHead,
  next: { readonly size: number; readonly root: string },
): Promise<void> {
  const known = await memory.read();
  if (known === undefined || known.size < next.size) await memory.write(known, next);
}
