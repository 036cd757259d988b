import { equalBytes } from './equal-bytes.ts';

/**
 * Bytes that are read in pieces, and again where a format needs it, so that memory stays flat however
 * large the document is. Offsets and lengths are in octets.
 */
export interface ByteSource {
  readonly size: number;
  /**
   * The `length` octets from `offset` on; fewer only at the end of the source. The caller must not keep
   * the array past the next call when it does not own the source: an implementation may reuse nothing,
   * but may hand out a view.
   */
  read(offset: number, length: number): Promise<Uint8Array>;
  /**
   * The octets from `offset` on, put into `target`; answers how many, fewer than it holds only at the end. Absent:
   * the source cannot. With it a reading of any length takes one buffer in place of garbage for each piece.
   */
  readInto?(target: Uint8Array, offset: number): Promise<number>;
}

/** Puts the octets from `offset` on into `target`, as `readInto` does, whether the source has it or not. */
export async function fillFrom(
  source: ByteSource,
  target: Uint8Array,
  offset: number,
): Promise<number> {
  if (source.readInto !== undefined) return source.readInto(target, offset);
  const octets = await source.read(offset, target.length);
  target.set(octets);
  return octets.length;
}

/** The octets of `bytes`, without copying. */
export function bytesSource(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    read: async (offset, length) => bytes.subarray(offset, offset + length),
  };
}

/** A part of `source`; reading past its end gives what is there. */
export function sliceSource(source: ByteSource, offset: number, size: number): ByteSource {
  const slice: ByteSource = {
    size,
    read: (from, length) => source.read(offset + from, Math.max(0, Math.min(length, size - from))),
  };
  if (source.readInto === undefined) return slice;
  return {
    ...slice,
    readInto: async (target, from) => {
      const wanted = target.subarray(0, Math.max(0, size - from));
      return (await source.readInto?.(wanted, offset + from)) ?? 0;
    },
  };
}

/** Several sources one after the other, as one. */
export function joinSources(parts: readonly ByteSource[]): ByteSource {
  const size = parts.reduce((sum, part) => sum + part.size, 0);
  return filledSource(size, async (target, offset) => {
    let start = 0;
    let filled = 0;
    for (const part of parts) {
      const from = Math.max(offset, start);
      const to = Math.min(offset + target.length, start + part.size);
      if (from < to) {
        const wanted = to - from;
        const got = await fillFrom(part, target.subarray(filled, filled + wanted), from - start);
        filled += got;
        if (got < wanted) break;
      }
      start += part.size;
    }
    return filled;
  });
}

/** A source that fills a buffer of the caller's, of which `read` makes one. `fill` is asked within the size only. */
export function filledSource(
  size: number,
  fill: (target: Uint8Array, offset: number) => Promise<number>,
): Required<ByteSource> {
  const within = (length: number, offset: number) => Math.max(0, Math.min(length, size - offset));
  return {
    size,
    async read(offset, length) {
      const out = new Uint8Array(within(length, offset));
      return out.subarray(0, await fill(out, offset));
    },
    readInto: (target, offset) => fill(target.subarray(0, within(target.length, offset)), offset),
  };
}

const PIECE = 256 * 1024;

/** The whole source in order, in pieces of at most 256 KiB. */
export async function* pieces(source: ByteSource): AsyncGenerator<Uint8Array> {
  for (let offset = 0; offset < source.size; offset += PIECE) {
    yield await source.read(offset, Math.min(PIECE, source.size - offset));
  }
}

/** The same, each piece holding only until the next is asked for: for who digests it at once. */
export async function* passingPieces(source: ByteSource): AsyncGenerator<Uint8Array> {
  if (source.readInto === undefined) {
    yield* pieces(source);
    return;
  }
  const buffer = new Uint8Array(Math.min(PIECE, source.size));
  for (let offset = 0; offset < source.size; offset += PIECE) {
    yield buffer.subarray(0, await source.readInto(buffer, offset));
  }
}

/** Whether two sources hold the same octets. Not constant-time: for public values only. */
export async function sameOctets(one: ByteSource, other: ByteSource): Promise<boolean> {
  if (one.size !== other.size) return false;
  let offset = 0;
  for await (const piece of pieces(one)) {
    if (!equalBytes(piece, await other.read(offset, piece.length))) return false;
    offset += piece.length;
  }
  return true;
}

/** All octets in memory; refuses a source larger than `limit`. */
export async function readAll(source: ByteSource, limit: number): Promise<Uint8Array> {
  if (source.size > limit) {
    throw new RangeError(`source of ${source.size} octets is over the limit of ${limit}`);
  }
  return source.read(0, source.size);
}
