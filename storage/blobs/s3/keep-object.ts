import type { ByteSource } from '../../../formats/byte-source.ts';
import { StorageError } from '../../../vault/ports/storage-error.ts';
import type { RecentNames } from '../../files/recent-names.ts';
import type { BlobName } from '../blob-name.ts';
import { digestObject } from './read-object.ts';
import type { S3Store } from './s3-store.ts';
import { type ObjectVersion, statObject, versionQuery } from './stat-object.ts';
import { uploadObject } from './upload-object.ts';

export interface Bucket {
  readonly store: S3Store;
  /** Keys whose octets this process has read back and found right. */
  readonly verified: RecentNames;
}

export interface Content extends BlobName {
  readonly source: ByteSource;
}

export function keyOf({ prefix }: S3Store, { ownerId, sha256 }: BlobName): string {
  return `${prefix}blobs/${ownerId}/${sha256}`;
}

/**
 * Returns when the store holds these octets, seen by reading them back: not every store checks a SHA-256 that it
 * is sent. Keys are of the content, so that nothing is ever written over by anything else; a condition would not
 * help, because a bucket with versions ignores `If-None-Match`.
 */
export async function keepObject(bucket: Bucket, content: Content): Promise<void> {
  const { store, verified } = bucket;
  const key = keyOf(store, content);
  const { size } = content.source;
  const met = await statObject(store, key);
  if (met !== undefined) {
    if (met.size !== size) {
      throw new StorageError('corrupt', `${key} has ${met.size} octets in place of ${size}`);
    }
    if (!verified.has(key)) await verify(store, met, content);
  } else {
    await replaceObject(store, content);
  }
  verified.add(key);
}

/** Puts the octets under the key whatever is there, and returns when they were read back. */
export async function replaceObject(store: S3Store, content: Content): Promise<void> {
  const { sha256, source } = content;
  const key = keyOf(store, content);
  await verifyNew(store, await uploadObject(store, { key, sha256, source }), content);
}

/** A version that came out wrong is taken away by its own id: a plain removal would only lay a marker on top. */
async function verifyNew(store: S3Store, made: ObjectVersion, content: Content): Promise<void> {
  try {
    await verify(store, made, content);
  } catch (error) {
    const wrong = error instanceof StorageError && error.code === 'corrupt';
    if (wrong) {
      const { client, bucket } = store;
      await client.removeObject(bucket, made.key, versionQuery(made)).catch(() => {});
    }
    throw error;
  }
}

async function verify(store: S3Store, object: ObjectVersion, content: Content): Promise<void> {
  const { sha256, size } = await digestObject(store, object);
  if (sha256 === content.sha256 && size === content.source.size) return;
  throw new StorageError('corrupt', `${object.key} holds ${size} octets with SHA-256 ${sha256}`);
}
