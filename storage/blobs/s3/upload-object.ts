import { createHash } from 'node:crypto';
import type { ByteSource } from '../../../formats/byte-source.ts';
import { s3Code } from './s3-error.ts';
import type { S3Store } from './s3-store.ts';
import type { ObjectVersion } from './stat-object.ts';

/** The least that S3 takes as a part of several: 5 MiB. What fits goes up in one request. */
const PART = 5 << 20;
const PARTS = 10_000;

interface Content {
  readonly key: string;
  readonly sha256: string;
  readonly source: ByteSource;
}

/**
 * Puts the octets under the key, a part of them in memory at a time; every request carries its Content-MD5, which
 * the store checks. Several parts become one object only when all are there. What fails leaves nothing, but a part
 * that a dying process left stays until `abortLeftovers`.
 */
export async function uploadObject(store: S3Store, content: Content): Promise<ObjectVersion> {
  const { source, key } = content;
  return source.size <= PART
    ? uploadWhole(store, content)
    : uploadParts(store, { ...content, key });
}

async function uploadWhole(
  store: S3Store,
  { key, sha256, source }: Content,
): Promise<ObjectVersion> {
  const bytes = viewOf(await source.read(0, source.size));
  const answer = await store.retried(() =>
    store.client.makeRequestAsync(
      {
        method: 'PUT',
        bucketName: store.bucket,
        objectName: key,
        headers: { ...described(sha256), 'content-md5': md5(bytes) },
      },
      bytes,
    ),
  );
  answer.resume();
  const { 'x-amz-version-id': versionId } = answer.headers;
  return { key, ...(typeof versionId === 'string' ? { versionId } : {}) };
}

async function uploadParts(store: S3Store, content: Content): Promise<ObjectVersion> {
  const { client, bucket } = store;
  const { key, sha256 } = content;
  const uploadId = await store.retried(() =>
    client.initiateNewMultipartUpload(bucket, key, described(sha256)),
  );
  try {
    const parts = await sendParts(store, content, uploadId);
    const made = await complete(store, { key, uploadId, parts });
    return { key, ...(made === undefined ? {} : { versionId: made }) };
  } catch (error) {
    // Best effort: what stays is found by its age.
    await client.abortMultipartUpload(bucket, key, uploadId).catch(() => {});
    throw error;
  }
}

interface Part {
  readonly part: number;
  readonly etag: string;
}

async function sendParts(
  store: S3Store,
  { key, source }: Content,
  uploadID: string,
): Promise<readonly Part[]> {
  const size = Math.max(PART, Math.ceil(source.size / PARTS));
  const parts: Part[] = [];
  for (let offset = 0; offset < source.size; offset += size) {
    const bytes = viewOf(await source.read(offset, Math.min(size, source.size - offset)));
    const partNumber = parts.length + 1;
    const place = { bucketName: store.bucket, objectName: key, uploadID, partNumber };
    const sent = await store.retried(() =>
      store.client.uploadPart({ ...place, headers: { 'content-md5': md5(bytes) } }, bytes),
    );
    parts.push({ part: partNumber, etag: sent.etag });
  }
  return parts;
}

/** The answer to a first attempt may be lost: then the upload is gone, because it is the object already. */
async function complete(
  { client, bucket, retried }: S3Store,
  { key, uploadId, parts }: { key: string; uploadId: string; parts: readonly Part[] },
): Promise<string | undefined> {
  let attempt = 0;
  return retried(async () => {
    attempt += 1;
    try {
      const list = [...parts];
      const { versionId } = await client.completeMultipartUpload(bucket, key, uploadId, list);
      return versionId ?? undefined;
    } catch (error) {
      if (attempt > 1 && s3Code(error) === 'NoSuchUpload') return undefined;
      throw error;
    }
  });
}

/** Said with the object, for who reads the bucket without us. */
function described(sha256: string) {
  return { 'content-type': 'application/octet-stream', 'x-amz-meta-sha256': sha256 };
}

/** The library takes a Buffer; the octets are not copied. */
const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array) =>
  Buffer.from(buffer, byteOffset, byteLength);

const md5 = (bytes: Uint8Array) => createHash('md5').update(bytes).digest('base64');
