import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { bytesSource } from '../../../formats/byte-source.ts';
import type { StoredBlob } from '../../../vault/model/document.ts';
import type { Blobs } from '../../../vault/ports/blobs.ts';
import { StorageError } from '../../../vault/ports/storage-error.ts';
import { DurableFolders } from '../../files/durable-folders.ts';
import { RecentNames } from '../../files/recent-names.ts';
import { portError as filePortError } from '../../files/system-error.ts';
import { blobId, checkOwnerId, parseBlobId } from '../blob-name.ts';
import { writeContent } from '../fs/stage-content.ts';
import { type Bucket, type Content, keepObject, keyOf } from './keep-object.ts';
import { namelessFile } from './nameless-file.ts';
import { openObject } from './read-object.ts';
import { removeObject } from './remove-object.ts';
import { ours } from './s3-error.ts';
import type { S3Store } from './s3-store.ts';
import { stagedObject } from './staged-object.ts';
import { statObject } from './stat-object.ts';

export interface OpenS3Blobs {
  readonly store: S3Store;
  /** Folder for what is being received: it is judged here before it goes to the bucket. */
  readonly staging: string;
}

/**
 * Blobs as objects `PREFIXblobs/OWNER/SHA-256`. Any number of processes work on one bucket. What is staged lies in
 * files without a name, which the system takes back however the process ends.
 */
export async function openS3Blobs({ store, staging }: OpenS3Blobs): Promise<Blobs> {
  const folder = resolve(staging);
  try {
    await new DurableFolders().make(folder);
  } catch (error) {
    throw filePortError(error);
  }
  const bucket: Bucket = { store, verified: new RecentNames() };
  return {
    async stage(ownerId, content, limit) {
      checkOwnerId(ownerId);
      const handle = await namelessFile(folder);
      try {
        const written = await writeContent(handle, content, limit);
        return stagedObject(bucket, { ownerId, handle, ...written });
      } catch (error) {
        await handle.close();
        throw error;
      }
    },
    async put(ownerId, bytes) {
      checkOwnerId(ownerId);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const content: Content = { ownerId, sha256, source: bytesSource(bytes) };
      await ours(() => keepObject(bucket, content));
      return stored(content);
    },
    async open(id) {
      const object = await ours(() => statObject(store, keyOf(store, parseBlobId(id))));
      if (object === undefined) throw new StorageError('not-found', `no blob ${id}`);
      return openObject(store, object);
    },
    remove: (id) => ours(() => removeObject(store, keyOf(store, parseBlobId(id)))),
  };
}

function stored({ ownerId, sha256, source }: Content): StoredBlob {
  return { id: blobId({ ownerId, sha256 }), sha256, size: source.size };
}
