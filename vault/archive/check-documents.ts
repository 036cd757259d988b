import type { ReadableArchive } from '../ports/archive.ts';
import type { BlobInspection } from '../ports/blob-inspection.ts';
import type { BlobKeys } from '../ports/blob-keys.ts';
import type { Damage } from './damage.ts';
import { filesOf } from './restore-blobs.ts';
import { segmentNumber } from './segment.ts';

export interface DocumentChecks {
  readonly inspection: BlobInspection;
  /** Which blobs a commit has named; absent: there is no database to ask. */
  readonly blobKeys?: Pick<BlobKeys, 'find'>;
}

/** A blob that is named by the SHA-256 of its octets, and the file of the archive that has them too. */
export interface KeptFile {
  readonly id: string;
  readonly object: string;
  readonly path: string;
}

const damage = (kind: Damage['kind'], where: string, detail: string): Damage => ({
  ...{ store: 'documents', kind, where, detail },
});

/** Reads a blob again; nothing when its octets are those of its name. */
export async function checkBlob(
  id: string,
  { inspection }: Pick<DocumentChecks, 'inspection'>,
): Promise<readonly Damage[]> {
  const found = await inspection.digest(id).catch(refusal);
  if (found === undefined || found === id.split('/')[1]) return []; // gone since it was named: asked by its object
  return [damage('changed', id, found.length === 64 ? `has SHA-256 ${found}` : found)];
}

/** What cannot be read as a file is not what was kept; a store that does not answer tells nothing of it. */
function refusal(error: unknown): string {
  if (error instanceof Error && 'code' in error && error.code === 'corrupt') return error.message;
  throw error;
}

/** The blobs that an object of the archive names; none for a segment, or when its record is damaged (told with it). */
export async function keptFiles(
  object: string,
  archive: Pick<ReadableArchive, 'inventory' | 'read'>,
): Promise<readonly KeptFile[]> {
  if (segmentNumber(object) !== undefined) return [];
  const files = await filesOf(object, archive).catch(() => []);
  return (files ?? []).map(({ id, path }) => ({ id, object, path }));
}

/** Nothing when the blob is there, or its key was destroyed: then its octets go too. */
export async function checkPresence(
  { id, object }: Pick<KeptFile, 'id' | 'object'>,
  { inspection, blobKeys }: DocumentChecks,
): Promise<readonly Damage[]> {
  if (await inspection.has(id)) return [];
  if ((await blobKeys?.find(id))?.state === 'erased') return [];
  return [damage('missing', id, `${object} has it`)];
}

/**
 * What lies in the store and neither the database nor the archive names. It may be on its way through intake, which keeps
 * a blob before it commits it: who finds it asks again later.
 */
export async function checkKnown(
  { name, blobId }: { readonly name: string; readonly blobId?: string },
  { blobKeys }: Pick<DocumentChecks, 'blobKeys'>,
  inArchive: (id: string) => boolean = () => false,
): Promise<readonly Damage[]> {
  if (blobId === undefined) return [damage('unknown', name, 'no blob has such a name')];
  if (inArchive(blobId) || (await blobKeys?.find(blobId)) !== undefined) return [];
  return [damage('unknown', blobId, 'no record and no object of the archive names it')];
}
