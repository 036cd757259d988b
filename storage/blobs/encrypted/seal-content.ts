import { createHash, type Hash, type KeyObject } from 'node:crypto';
import { CHUNK } from '../../../formats/encrypted-blob/layout.ts';
import { StorageError } from '../../../vault/ports/storage-error.ts';
import { sealChunk } from './chunk-cipher.ts';

export interface Sealing {
  /** The file's octets, a chunk at a time: the next is made when the last was taken. */
  readonly sealed: AsyncGenerator<Uint8Array>;
  /** Of the content; known once `sealed` has ended. */
  readonly digest: () => { readonly sha256: string; readonly size: number };
}

/** Encrypts what comes; StorageError `too-large` over `limit` octets of content. */
export function sealContent(
  key: KeyObject,
  content: AsyncIterable<Uint8Array>,
  limit: number,
): Sealing {
  const hash = createHash('sha256');
  let size = 0;
  const measured = (piece: Uint8Array) => {
    size += piece.length;
    if (size > limit) throw new StorageError('too-large', `content is longer than ${limit} octets`);
    hash.update(piece);
  };
  return {
    sealed: sealedChunks(key, content, measured),
    digest: once(hash, () => size),
  };
}

function once(hash: Hash, size: () => number): Sealing['digest'] {
  let digest: { readonly sha256: string; readonly size: number } | undefined;
  return () => {
    digest ??= { sha256: hash.digest('hex'), size: size() };
    return digest;
  };
}

async function* sealedChunks(
  key: KeyObject,
  content: AsyncIterable<Uint8Array>,
  measured: (piece: Uint8Array) => void,
): AsyncGenerator<Uint8Array> {
  const chunk = Buffer.allocUnsafe(CHUNK);
  let filled = 0;
  let index = 0;
  for await (const piece of content) {
    measured(piece);
    for (let at = 0; at < piece.length; ) {
      // A full chunk waits until it is known whether it is the last.
      if (filled === CHUNK) {
        yield sealChunk(key, chunk, { index, isLast: false });
        index += 1;
        filled = 0;
      }
      const taken = Math.min(CHUNK - filled, piece.length - at);
      chunk.set(piece.subarray(at, at + taken), filled);
      filled += taken;
      at += taken;
    }
  }
  yield sealChunk(key, chunk.subarray(0, filled), { index, isLast: true });
}

/** The whole file of a content that is at hand. */
export function sealBytes(key: KeyObject, bytes: Uint8Array): Uint8Array {
  const chunks: Uint8Array[] = [];
  for (let index = 0, at = 0; index === 0 || at < bytes.length; index += 1, at += CHUNK) {
    const isLast = at + CHUNK >= bytes.length;
    chunks.push(sealChunk(key, bytes.subarray(at, at + CHUNK), { index, isLast }));
  }
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
}
