import { randomBytes } from 'node:crypto';
import { bytesSource } from '../../../formats/byte-source.ts';
import { readLock, writeLock } from './object-lock.ts';
import { ours, s3Code } from './s3-error.ts';
import type { S3Store } from './s3-store.ts';
import { type ObjectVersion, versionQuery } from './stat-object.ts';
import { uploadObject } from './upload-object.ts';

/** Whether the store keeps what it is told to keep. */
export type LockProbe =
  | { readonly enforced: true }
  | { readonly enforced: false; readonly reason: string };

/**
 * Longer than the quarter of an hour by which an S3 store lets clocks differ, so that the moment is ahead by its
 * clock too.
 */
const CANARY = 20 * 60 * 1000;

/**
 * Several stores accept a retention and delete all the same. So: puts a small object under COMPLIANCE, reads the
 * lock back, tries to delete that version, and looks whether it is still there. Earlier probes' objects are taken away
 * when their time is over. Rejects with StorageError when the store cannot be asked.
 */
export async function probeLock(
  store: S3Store,
  { now, canary = CANARY }: { readonly now: Date; readonly canary?: number },
): Promise<LockProbe> {
  const folder = `${store.prefix}lock-probe/`;
  return ours(async () => {
    await removeCanaries(store, folder);
    const source = bytesSource(
      Buffer.from(`Okno Vault asks whether this can be deleted. ${now.toISOString()}\n`),
    );
    const key = folder + randomBytes(8).toString('hex');
    const object = await uploadObject(store, { key, sha256: '', source });
    if (object.versionId === undefined) return broken('the bucket keeps no versions');
    const until = now.getTime() + canary;
    try {
      await writeLock(store, object, { mode: 'compliance', until });
    } catch (error) {
      const code = s3Code(error);
      if (code === undefined) throw error;
      await remove(store, object);
      return broken(`the store refuses a retention: ${code}`);
    }
    const lock = await readLock(store, object);
    if (lock?.mode !== 'compliance' || lock.until < Math.floor(until / 1000) * 1000) {
      return broken('the store took a retention and does not have it');
    }
    return deletable(store, object);
  });
}

async function deletable(store: S3Store, object: ObjectVersion): Promise<LockProbe> {
  const refusal = await remove(store, object);
  const { client, bucket } = store;
  try {
    await store.retried(() => client.statObject(bucket, object.key, versionQuery(object)));
  } catch (error) {
    if (s3Code(error) !== 'NotFound') throw error;
    return broken('the store deleted an object under COMPLIANCE');
  }
  return refusal === undefined
    ? broken('the store calls a locked object deleted')
    : { enforced: true };
}

const broken = (reason: string): LockProbe => ({ enforced: false, reason });

/** The code of the store's refusal; undefined: it says that it is done. */
async function remove(
  { client, bucket, retried }: S3Store,
  object: ObjectVersion,
): Promise<string | undefined> {
  try {
    await retried(() => client.removeObject(bucket, object.key, versionQuery(object)));
    return undefined;
  } catch (error) {
    const code = s3Code(error);
    if (code === undefined) throw error;
    return code;
  }
}

/** Those whose time is not over are refused, and stay for the next time. */
async function removeCanaries(store: S3Store, folder: string): Promise<void> {
  const { client, bucket } = store;
  const listed = client.listObjects(bucket, folder, true, { IncludeVersion: true });
  for await (const item of listed as AsyncIterable<{ name?: string; versionId?: string }>) {
    const { name, versionId } = item;
    if (name === undefined) continue;
    await remove(store, { key: name, ...(versionId === undefined ? {} : { versionId }) });
  }
}
