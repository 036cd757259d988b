import { FormatError } from '../format-error.ts';

// The form is told for people, with a worked example, in storage/blobs/encrypted/format.md.

/** Octets of content in every chunk but the last. */
export const CHUNK = 65_536;
/** Octets of the authentication tag behind each chunk. */
export const TAG = 16;
export const SEALED_CHUNK = CHUNK + TAG;

/** `OKNOBLOB`, form 1, cipher 1 (AES-256-GCM), chunks of 2^16 octets, five zeros: also the AAD of each chunk. */
export const HEADER: Uint8Array = Uint8Array.of(
  ...[0x4f, 0x4b, 0x4e, 0x4f, 0x42, 0x4c, 0x4f, 0x42],
  ...[1, 1, 16, 0, 0, 0, 0, 0],
);

/** Where a chunk lies: octets of the file, and whether it is the last. */
export interface ChunkPlace {
  readonly index: number;
  readonly offset: number;
  /** Of the chunk with its tag. */
  readonly length: number;
  readonly isLast: boolean;
}

/** An empty content is one empty chunk; a content that fills its last chunk has no empty one behind it. */
export function chunkCount(size: number): number {
  return Math.max(1, Math.ceil(size / CHUNK));
}

/** Octets of the file for `size` octets of content. */
export function sealedSize(size: number): number {
  return HEADER.length + size + chunkCount(size) * TAG;
}

/** The place of chunk `index` in the file of a content of `size` octets. */
export function chunkPlace(size: number, index: number): ChunkPlace {
  const isLast = index === chunkCount(size) - 1;
  const length = (isLast ? size - index * CHUNK : CHUNK) + TAG;
  return { index, offset: HEADER.length + index * SEALED_CHUNK, length, isLast };
}

/** Eleven octets of the chunk's number, big-endian, and one that says whether it is the last (STREAM). */
export function chunkNonce(index: number, isLast: boolean): Uint8Array {
  const nonce = new Uint8Array(12);
  let rest = index;
  for (let at = 10; rest > 0; at -= 1) {
    nonce[at] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  nonce[11] = isLast ? 1 : 0;
  return nonce;
}

/** Throws FormatError: `malformed` for what is no encrypted blob, `unsupported` for one of another form. */
export function checkHeader(octets: Uint8Array): void {
  const different = HEADER.findIndex((octet, at) => octets[at] !== octet);
  if (different === -1) return;
  throw new FormatError(different < 8 ? 'malformed' : 'unsupported', {
    format: 'encrypted blob',
    reason: `octet ${octets[different] ?? 'missing'} in place of ${HEADER[different] ?? 0} in the header`,
    offset: different,
  });
}
