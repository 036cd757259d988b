import { ours, s3Code } from './s3-error.ts';
import type { S3Store } from './s3-store.ts';

/** Longer than any upload takes: another process may be sending its parts right now. */
const DAY = 24 * 3600 * 1000;

/**
 * Ends the uploads in parts that nobody finished for a day (a killed process): they are never shown, but the
 * store keeps and counts them. Answers how many there were.
 */
export async function abortLeftovers(
  { client, bucket, prefix, retried }: S3Store,
  { now, age = DAY }: { readonly now: Date; readonly age?: number },
): Promise<number> {
  let aborted = 0;
  let marker = { key: '', uploadId: '' };
  for (let more = true; more; ) {
    const page = await ours(() =>
      retried(() =>
        client.listIncompleteUploadsQuery(bucket, prefix, marker.key, marker.uploadId, ''),
      ),
    );
    for (const { key, uploadId, initiated } of page.uploads) {
      if (now.getTime() - new Date(initiated).getTime() < age) continue;
      await ours(() => retried(() => abort(client, { bucket, key, uploadId })));
      aborted += 1;
    }
    more = page.isTruncated;
    marker = { key: page.nextKeyMarker, uploadId: page.nextUploadIdMarker };
  }
  return aborted;
}

interface Upload {
  readonly bucket: string;
  readonly key: string;
  readonly uploadId: string;
}

async function abort(client: S3Store['client'], { bucket, key, uploadId }: Upload): Promise<void> {
  try {
    await client.abortMultipartUpload(bucket, key, uploadId);
  } catch (error) {
    if (s3Code(error) !== 'NoSuchUpload') throw error; // somebody else was quicker
  }
}
