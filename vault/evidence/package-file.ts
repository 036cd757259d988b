import type { Algorithms } from '../../algorithms/registry.ts';
import { pieces } from '../../formats/byte-source.ts';
import type { About, FileRole, ManifestFile } from '../../formats/evidence/manifest.ts';
import { toHex } from '../../formats/hex.ts';
import { crc32 } from '../../formats/zip/crc32.ts';
import { sha256Of } from '../../verify/log/sha256.ts';
import type { StoredBlob } from '../model/document.ts';
import { StorageError } from '../ports/storage-error.ts';
import { type ContentPorts, type KeptContent, openContent } from './kept-content.ts';

/** A file of a package that is to be made. */
export interface PackageFile {
  readonly name: string;
  readonly role: FileRole;
  readonly about: About;
  /** Made for this package: kept with it, since nothing else keeps it. */
  readonly content: KeptContent | { readonly kind: 'made'; readonly bytes: Uint8Array };
}

/** A file that was read once: its place in the archive is known. */
export interface MeasuredFile {
  readonly name: string;
  readonly size: number;
  readonly crc32: number;
  readonly content: KeptContent;
}

export function madeFile(
  name: string,
  facts: { readonly role: FileRole; readonly about: About; readonly bytes: Uint8Array },
): PackageFile {
  const { role, about, bytes } = facts;
  return { name, role, about, content: { kind: 'made', bytes } };
}

export interface MeasurePorts extends ContentPorts {
  readonly algorithms: Algorithms;
  /** Where what is made for a package is kept. */
  keep(bytes: Uint8Array): Promise<StoredBlob>;
}

/** Reads a file once, in pieces. Rejects with StorageError `corrupt` when a blob is not what was stored. */
export async function measureFile(
  { name, role, about, content }: PackageFile,
  ports: MeasurePorts,
): Promise<{ readonly listed: ManifestFile; readonly measured: MeasuredFile }> {
  const kept: KeptContent =
    content.kind === 'made' ? { kind: 'blob', ...(await ports.keep(content.bytes)) } : content;
  const digest = startSha256(ports.algorithms);
  let size = 0;
  let crc = 0;
  const opened = await openContent(kept, ports);
  try {
    for await (const piece of pieces(opened)) {
      size += piece.length;
      crc = crc32(piece, crc);
      digest.update(piece);
    }
  } finally {
    await opened.close();
  }
  const sha256 = toHex(await digest.finish());
  if (kept.kind === 'blob' && (kept.sha256 !== sha256 || kept.size !== size)) {
    throw new StorageError('corrupt', `${name} has SHA-256 ${sha256}, not ${kept.sha256}`);
  }
  return {
    listed: { name, role, about, sha256, size },
    measured: { name, size, crc32: crc, content: kept },
  };
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
