import type { FileHandle } from 'node:fs/promises';
import type { ByteSource } from '../../../formats/byte-source.ts';
import type { StagedBlob } from '../../../vault/ports/blobs.ts';
import { StorageError } from '../../../vault/ports/storage-error.ts';
import { blobId } from '../blob-name.ts';
import { readPiece } from '../fs/open-blob.ts';
import { type Bucket, keepObject, keyOf } from './keep-object.ts';
import { openObject } from './read-object.ts';
import { ours } from './s3-error.ts';

interface Content {
  readonly ownerId: string;
  readonly sha256: string;
  readonly size: number;
  /** Of a file without a name: gone with the last that holds it open. */
  readonly handle: FileHandle;
}

export function stagedObject(bucket: Bucket, content: Content): StagedBlob {
  const { ownerId, sha256, size, handle } = content;
  let discarded = false;
  let keeping: Promise<void> | undefined;
  const check = () => {
    if (discarded) throw new StorageError('not-found', 'the staged bytes are gone');
  };
  const file: ByteSource = {
    size,
    read: (offset, length) => readPiece(handle, size, { offset, length }),
  };
  const keep = async () => {
    try {
      await ours(() => keepObject(bucket, { ownerId, sha256, source: file }));
    } finally {
      await handle.close();
    }
  };
  return {
    sha256,
    size,
    source: {
      size,
      async read(offset, length) {
        check();
        if (keeping === undefined) return file.read(offset, length);
        await keeping;
        const key = keyOf(bucket.store, { ownerId, sha256 });
        return openObject(bucket.store, { key, size }).read(offset, length);
      },
    },
    async keep() {
      check();
      keeping ??= keep();
      await keeping;
      return { id: blobId({ ownerId, sha256 }), sha256, size };
    },
    async discard() {
      if (keeping !== undefined || discarded) {
        await keeping?.catch(() => {}); // a failed keep has told its caller
        return;
      }
      discarded = true;
      await handle.close();
    },
  };
}
