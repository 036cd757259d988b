import type { ReadableArchive } from '../ports/archive.ts';
import type { Blobs } from '../ports/blobs.ts';
import type { Metadata } from '../ports/metadata.ts';
import { StorageError } from '../ports/storage-error.ts';
import { type ListedFile, RECORD, RECORD_LIMIT } from './document-object.ts';

export interface RestorePorts {
  readonly archive: ReadableArchive;
  /** What is stored, octet for octet. */
  readonly blobs: Blobs;
  readonly metadata: Metadata;
}

export interface RestoredBlobs {
  readonly restored: number;
  /** Objects of documents and packages of which the journal tells and that the archive has not. */
  readonly withoutObject: readonly string[];
  /** Files that the archive names and cannot give: object and logical path. */
  readonly unreadable: readonly {
    readonly object: string;
    readonly path: string;
    readonly reason: string;
  }[];
  /** Blobs whose key is neither kept nor destroyed by an entry of the journal. */
  readonly withoutKey: readonly { readonly object: string; readonly path: string }[];
}

/** Puts back from the archive every file of these objects that the store has not. */
export async function restoreBlobs(
  objects: readonly string[],
  ports: RestorePorts,
): Promise<RestoredBlobs> {
  const { archive } = ports;
  let restored = 0;
  const withoutObject: string[] = [];
  const unreadable: { object: string; path: string; reason: string }[] = [];
  const withoutKey: { object: string; path: string }[] = [];
  for (const object of objects) {
    const files = await filesOf(object, archive).catch((error: unknown) => {
      if (!(error instanceof Error)) throw error;
      unreadable.push({ object, path: RECORD, reason: error.message });
      return [];
    });
    if (files === undefined) withoutObject.push(object);
    for (const file of files ?? []) {
      try {
        const found = await ports.metadata.blobKeys.find(file.id);
        // What was lawfully erased does not come back, be it that nobody can read it.
        if (found?.state === 'erased') continue;
        if (await restoreFile(object, file, ports)) restored += 1;
        if (found?.blob.key.wrapped === '') withoutKey.push({ object, path: file.path });
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        if (error instanceof StorageError && error.code === 'no-space') throw error;
        unreadable.push({ object, path: file.path, reason: error.message });
      }
    }
  }
  return { restored, withoutObject, unreadable, withoutKey };
}

/** Undefined: there is no such object. Rejects with StorageError `corrupt` for a record that is none. */
export async function filesOf(
  object: string,
  archive: Pick<ReadableArchive, 'inventory' | 'read'>,
): Promise<readonly ListedFile[] | undefined> {
  if ((await archive.inventory(object)) === undefined) return undefined;
  const bytes = await archive.read(object, RECORD, RECORD_LIMIT);
  const record: unknown = JSON.parse(new TextDecoder().decode(bytes));
  if (!isRecord(record)) throw new StorageError('corrupt', `${RECORD} of ${object} lists no files`);
  return record.files;
}

function isRecord(value: unknown): value is { readonly files: readonly ListedFile[] } {
  if (typeof value !== 'object' || value === null || !('files' in value)) return false;
  const isListed = (file: unknown) =>
    typeof file === 'object' &&
    file !== null &&
    ['path', 'id'].every((name) => typeof Reflect.get(file, name) === 'string');
  return Array.isArray(value.files) && value.files.every(isListed);
}

async function restoreFile(
  object: string,
  { id, path }: ListedFile,
  { archive, blobs }: RestorePorts,
): Promise<boolean> {
  if (await isStored(id, blobs)) return false;
  const owner = id.split('/')[0] ?? '';
  const staged = await blobs.stage(owner, archive.content(object, path), Number.MAX_SAFE_INTEGER);
  const kept = await staged.keep();
  if (kept.id !== id) throw new StorageError('corrupt', `${path} is blob ${kept.id}, not ${id}`);
  return true;
}

async function isStored(id: string, blobs: Pick<Blobs, 'open'>): Promise<boolean> {
  try {
    const blob = await blobs.open(id);
    await blob.close();
    return true;
  } catch (error) {
    if (error instanceof StorageError && error.code === 'not-found') return false;
    throw error;
  }
}
