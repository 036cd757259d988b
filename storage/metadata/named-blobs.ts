import type { SignatureRecord, StoredBlob, StoredFile } from '../../vault/model/document.ts';
import type { KeptBlob } from '../../vault/ports/blob-keys.ts';
import { ConflictError } from '../../vault/ports/storage-error.ts';

/** What names blobs in a version, and in what a judgement makes of it. */
interface Naming {
  readonly file?: StoredFile;
  readonly signatures: readonly SignatureRecord[];
}

export function namedBlobs({ file, signatures }: Naming): readonly StoredBlob[] {
  const all = signatures.flatMap((each) => [each.file, each.report, ...each.evidence]);
  return inOrder(file === undefined ? all : [file, ...all]);
}

/** Each blob once, in order of id: transactions that write the same rows meet in the same order. */
export function inOrder(all: readonly StoredBlob[]): readonly StoredBlob[] {
  const blobs = new Map<string, StoredBlob>();
  for (const blob of all) {
    if (blob.key !== undefined || !blobs.has(blob.id)) blobs.set(blob.id, blob);
  }
  return [...blobs.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

/** The same without keys: a record is for ever, a key is until it is destroyed. */
export function withoutKeys<T extends Naming>(record: T): T {
  const { file, signatures } = record;
  return {
    ...record,
    ...(file === undefined ? {} : { file: bare(file) }),
    signatures: signatures.map((each) => ({
      ...each,
      file: bare(each.file),
      report: bare(each.report),
      evidence: each.evidence.map(bare),
    })),
  };
}

export function bare<T extends StoredBlob>({ key: _kept, ...blob }: T): Omit<T, 'key'> {
  return blob;
}

/** The blob as the table of keys has it; undefined when it came without a key. */
export function keptBlob({ id, sha256, size, key }: StoredBlob): KeptBlob | undefined {
  return key === undefined ? undefined : { id, sha256, size, key };
}

export function erasedBlob(blobId: string): ConflictError {
  return new ConflictError('stale', `blob ${blobId} was erased meanwhile`);
}

export function staleErasure(blobId: string): ConflictError {
  return new ConflictError('stale', `blob ${blobId} is named by others than was found`);
}
