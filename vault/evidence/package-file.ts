import type { Algorithms } from '../../algorithms/registry.ts';
import { pieces } from '../../formats/byte-source.ts';
import type { FileRole, ManifestFile } from '../../formats/evidence/manifest.ts';
import { toHex } from '../../formats/hex.ts';
import { crc32 } from '../../formats/zip/crc32.ts';
import type { WrittenEntry } from '../../formats/zip/write-zip.ts';
import { sha256Of } from '../../verify/log/sha256.ts';
import type { StoredBlob } from '../model/document.ts';
import type { Blobs } from '../ports/blobs.ts';
import { StorageError } from '../ports/storage-error.ts';

/** A file of a package, with content that can be read again and again. */
export interface PackageFile {
  readonly name: string;
  readonly role: FileRole;
  content(): AsyncIterable<Uint8Array>;
  /** What the vault's records say; what is read must agree. */
  readonly expected?: { readonly sha256: string; readonly size: number };
}

/** A file that was read once: its place in the manifest and in the archive are known. */
export interface MeasuredFile {
  readonly listed: ManifestFile;
  readonly entry: WrittenEntry;
}

export function bytesFile(name: string, role: FileRole, bytes: Uint8Array): PackageFile {
  return {
    name,
    role,
    async *content() {
      yield bytes;
    },
  };
}

export function blobFile(
  name: string,
  role: FileRole,
  { blob, blobs }: { readonly blob: StoredBlob; readonly blobs: Blobs },
): PackageFile {
  return {
    name,
    role,
    expected: blob,
    async *content() {
      const opened = await blobs.open(blob.id);
      try {
        yield* pieces(opened);
      } finally {
        await opened.close();
      }
    },
  };
}

/** Rejects with StorageError `corrupt` when a blob is not what was stored. */
export async function measureFile(
  file: PackageFile,
  algorithms: Algorithms,
): Promise<MeasuredFile> {
  const { name, role, expected } = file;
  const digest = startSha256(algorithms);
  let size = 0;
  let crc = 0;
  for await (const piece of file.content()) {
    size += piece.length;
    crc = crc32(piece, crc);
    digest.update(piece);
  }
  const sha256 = toHex(await digest.finish());
  if (expected !== undefined && (expected.sha256 !== sha256 || expected.size !== size)) {
    throw new StorageError('corrupt', `${name} has SHA-256 ${sha256}, not ${expected.sha256}`);
  }
  const content = file.content.bind(file);
  return { listed: { name, role, sha256, size }, entry: { name, size, crc32: crc, content } };
}

function startSha256(algorithms: Algorithms) {
  const stream = algorithms.digest('2.16.840.1.101.3.4.2.1')?.start?.();
  if (stream !== undefined) return stream;
  const held: Uint8Array[] = [];
  return {
    update: (piece: Uint8Array) => void held.push(piece),
    finish: () => sha256Of(algorithms)(Buffer.concat(held)),
  };
}
