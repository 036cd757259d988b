import { s3Code } from './s3-error.ts';
import type { S3Store } from './s3-store.ts';

/** One version of an object; `versionId` is absent in a bucket without versions. */
export interface ObjectVersion {
  readonly key: string;
  readonly versionId?: string;
}

export interface ObjectFacts extends ObjectVersion {
  readonly size: number;
}

/** The newest version under the key; undefined when there is none. */
export async function statObject(store: S3Store, key: string): Promise<ObjectFacts | undefined> {
  const { client, bucket } = store;
  try {
    const { size, versionId } = await store.retried(() => client.statObject(bucket, key));
    return { key, size, ...(versionId === null ? {} : { versionId }) };
  } catch (error) {
    if (s3Code(error) !== 'NotFound') throw error;
    // It may have come between the two questions.
    return (await isGone(store, key)) ? undefined : statObject(store, key);
  }
}

/** A 404 to HEAD also means that the bucket is gone: nobody may take that for a document that never was. */
async function isGone({ client, bucket, retried }: S3Store, key: string): Promise<boolean> {
  try {
    const answer = await retried(() => client.getPartialObject(bucket, key, 0, 1));
    answer.destroy();
    return false;
  } catch (error) {
    if (s3Code(error) === 'NoSuchKey') return true;
    if (s3Code(error) === 'InvalidRange') return false; // an empty object
    throw error;
  }
}

export function versionQuery({ versionId }: ObjectVersion): { versionId?: string } {
  return versionId === undefined ? {} : { versionId };
}
