import type { KeyObject } from 'node:crypto';
import type { ByteSource } from '../../../formats/byte-source.ts';
import {
  CHUNK,
  checkHeader,
  chunkCount,
  chunkPlace,
  sealedSize,
} from '../../../formats/encrypted-blob/layout.ts';
import { StorageError } from '../../../vault/ports/storage-error.ts';
import { openChunk } from './chunk-cipher.ts';

export interface SealedFile {
  /** For messages. */
  readonly name: string;
  readonly source: ByteSource;
  /** Of the content, in octets, as the wrapped key is bound to it. */
  readonly size: number;
  readonly key: KeyObject;
}

/**
 * The content of an encrypted file, any range of it. Every octet that is handed out was authenticated; StorageError
 * `corrupt` says which chunk is not what was written. Throws at once when the file is not as long as it has to be.
 */
export function openedSource(file: SealedFile): ByteSource {
  const { name, source, size } = file;
  if (source.size !== sealedSize(size)) {
    throw new StorageError(
      'corrupt',
      `blob ${name}: the file has ${source.size} octets in place of ${sealedSize(size)}`,
    );
  }
  let last: { readonly index: number; readonly content: Uint8Array } | undefined;

  /** Chunks `first` to `end`, both included, by one reading; the header belongs to the first. */
  const chunks = async (first: number, end: number): Promise<readonly Uint8Array[]> => {
    // Whoever reads a little at a time, or on and on, begins in the chunk where the last reading ended.
    const known = last?.index === first ? [last.content] : [];
    const from = first + known.length;
    if (from > end) return known;
    const start = from === 0 ? 0 : chunkPlace(size, from).offset;
    const { offset, length } = chunkPlace(size, end);
    const sealed = await source.read(start, offset + length - start);
    if (from === 0) holdHeader(file, sealed);
    const opened = [...known];
    for (let index = from; index <= end; index += 1) {
      opened.push(open(file, index, sealed.subarray(chunkPlace(size, index).offset - start)));
    }
    const content = opened.at(-1);
    if (content !== undefined) last = { index: end, content };
    return opened;
  };

  return {
    size,
    async read(offset, length) {
      const from = Math.min(offset, size);
      const to = Math.min(size, from + Math.max(0, length));
      // Nobody is told that nothing is wrong with an empty content before its one chunk was opened.
      if (from >= to && size > 0) return new Uint8Array();
      const first = Math.floor(from / CHUNK);
      const end = Math.max(first, Math.floor((to - 1) / CHUNK));
      const opened = await chunks(first, end);
      return cut(opened, from - first * CHUNK, to - from);
    },
  };
}

/** Every chunk authenticates the header that this form has; the one in the file is held to it with the first chunk. */
function holdHeader({ name }: SealedFile, beginning: Uint8Array): void {
  try {
    checkHeader(beginning);
  } catch (error) {
    throw new StorageError('corrupt', `blob ${name}: ${String(error)}`, error);
  }
}

function open({ name, size, key }: SealedFile, index: number, sealed: Uint8Array): Uint8Array {
  const place = chunkPlace(size, index);
  const content = openChunk(key, sealed.subarray(0, place.length), place);
  if (content !== undefined) return content;
  const end = place.offset + place.length;
  throw new StorageError(
    'corrupt',
    `blob ${name}: chunk ${index + 1} of ${chunkCount(size)} (octets ${place.offset} to ${end} of the file) is not what was written`,
  );
}

/** `length` octets from `skip` on, without a copy where they lie in one chunk. */
function cut(chunks: readonly Uint8Array[], skip: number, length: number): Uint8Array {
  const [only] = chunks;
  if (chunks.length === 1 && only !== undefined) return only.subarray(skip, skip + length);
  const out = Buffer.allocUnsafe(length);
  let filled = 0;
  for (const [at, chunk] of chunks.entries()) {
    const part = chunk.subarray(at === 0 ? skip : 0);
    out.set(part.subarray(0, length - filled), filled);
    filled += Math.min(part.length, length - filled);
  }
  return out;
}
