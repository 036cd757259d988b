import { createHash } from 'node:crypto';
import { type ByteSource, bytesSource } from '../../formats/byte-source.ts';
import type { Blobs, OpenBlob, StagedBlob } from '../../vault/ports/blobs.ts';
import { StorageError } from '../../vault/ports/storage-error.ts';
import { blobId, checkOwnerId, parseBlobId } from '../blobs/blob-name.ts';

export interface MemoryBlobs extends Blobs {
  /** Staged and neither kept nor discarded: what a caller forgot. */
  stagedCount(): number;
  keptCount(): number;
}

/** Blobs that live as long as the process; otherwise as strict as a store on disk. */
export function memoryBlobs(): MemoryBlobs {
  const kept = new Map<string, Uint8Array>();
  const open = new Set<StagedBlob>();
  return {
    stagedCount: () => open.size,
    keptCount: () => kept.size,
    async stage(ownerId, content, limit) {
      checkOwnerId(ownerId);
      const bytes = await collect(content, limit);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const blob = staged(kept, { ownerId, sha256, bytes, done: () => open.delete(blob) });
      open.add(blob);
      return blob;
    },
    async put(ownerId, bytes) {
      checkOwnerId(ownerId);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const id = blobId({ ownerId, sha256 });
      kept.set(id, Uint8Array.from(bytes));
      return { id, sha256, size: bytes.length };
    },
    async open(id) {
      parseBlobId(id);
      const bytes = kept.get(id);
      if (bytes === undefined) throw new StorageError('not-found', `no blob ${id}`);
      return openBlob(bytes);
    },
    async remove(id) {
      parseBlobId(id);
      kept.delete(id);
    },
  };
}

async function collect(content: AsyncIterable<Uint8Array>, limit: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of content) {
    size += part.length;
    if (size > limit) throw new StorageError('too-large', `more than ${limit} octets`);
    parts.push(Uint8Array.from(part));
  }
  return Uint8Array.from(Buffer.concat(parts));
}

interface Content {
  readonly ownerId: string;
  readonly sha256: string;
  readonly bytes: Uint8Array;
  done(): void;
}

function staged(kept: Map<string, Uint8Array>, content: Content): StagedBlob {
  const { bytes, sha256 } = content;
  let state: 'staged' | 'kept' | 'discarded' = 'staged';
  const source: ByteSource = {
    size: bytes.length,
    async read(offset, length) {
      if (state === 'discarded') throw new StorageError('not-found', 'the staged bytes are gone');
      return bytes.slice(offset, offset + length);
    },
  };
  return {
    sha256,
    size: bytes.length,
    source,
    async keep() {
      if (state === 'discarded') throw new StorageError('not-found', 'the staged bytes are gone');
      state = 'kept';
      content.done();
      const id = blobId(content);
      kept.set(id, bytes);
      return { id, sha256, size: bytes.length };
    },
    async discard() {
      if (state === 'staged') state = 'discarded';
      content.done();
    },
  };
}

function openBlob(bytes: Uint8Array): OpenBlob {
  const source = bytesSource(bytes);
  let closed = false;
  return {
    size: source.size,
    async read(offset, length) {
      if (closed) throw new StorageError('unavailable', 'the blob is closed');
      return Uint8Array.from(await source.read(offset, length));
    },
    async close() {
      closed = true;
    },
  };
}
