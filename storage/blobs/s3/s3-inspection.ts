import type { BlobInspection } from '../../../vault/ports/blob-inspection.ts';
import { StorageError } from '../../../vault/ports/storage-error.ts';
import { isBlobName, parseBlobId } from '../blob-name.ts';
import { readPiece } from '../fs/open-blob.ts';
import { writeContent } from '../fs/stage-content.ts';
import { keyOf, replaceObject } from './keep-object.ts';
import { namelessFile } from './nameless-file.ts';
import { digestObject } from './read-object.ts';
import { ours } from './s3-error.ts';
import type { S3Store } from './s3-store.ts';
import { statObject } from './stat-object.ts';

const PAGE = 1000;

/**
 * What lies in the bucket of `openS3Blobs`, read back whole. What is restored becomes the newest version; in a bucket with
 * versions the one before stays below it.
 */
export function s3Inspection({
  store,
  staging,
  page = PAGE,
}: {
  readonly store: S3Store;
  /** Folder for what is being restored. */
  readonly staging: string;
  /** Names that are asked for at once; S3 gives a thousand at most. */
  readonly page?: number;
}): BlobInspection {
  const key = (id: string) => keyOf(store, parseBlobId(id));
  return {
    async *names(after) {
      for await (const name of namesIn(store, after, page)) {
        const [ownerId = '', sha256 = '', ...rest] = name.split('/');
        const ours = rest.length === 0 && isBlobName({ ownerId, sha256 });
        yield ours ? { name, blobId: name } : { name };
      }
    },
    digest: (id) =>
      ours(async () => {
        const object = await statObject(store, key(id));
        return object === undefined ? undefined : (await digestObject(store, object)).sha256;
      }),
    has: (id) => ours(async () => (await statObject(store, key(id))) !== undefined),
    async restore(id, content) {
      const name = parseBlobId(id);
      const handle = await namelessFile(staging);
      try {
        const { sha256, size } = await writeContent(handle, content, Number.MAX_SAFE_INTEGER);
        if (sha256 !== name.sha256)
          throw new StorageError('corrupt', `what was given for ${id} has SHA-256 ${sha256}`);
        const read = (offset: number, length: number) =>
          readPiece(handle, size, { offset, length });
        await ours(() => replaceObject(store, { ...name, source: { size, read } }));
      } finally {
        await handle.close();
      }
    },
  };
}

/** In the order of the keys' octets; what a marker hides is not among them. */
async function* namesIn(store: S3Store, after: string, size: number): AsyncGenerator<string> {
  const { client, bucket, retried } = store;
  const prefix = `${store.prefix}blobs/`;
  let last = after === '' ? '' : `${prefix}${after}`;
  for (;;) {
    const page = await ours(() =>
      retried(() => client.listObjectsV2Query(bucket, prefix, '', '', size, last)),
    );
    for (const { name } of page.objects) {
      if (name === undefined) continue;
      yield name.slice(prefix.length);
      last = name;
    }
    if (!page.isTruncated || page.objects.length === 0) return;
  }
}
