import type { BlobRetention } from '../../../vault/ports/blob-retention.ts';
import { StorageError } from '../../../vault/ports/storage-error.ts';
import { parseBlobId } from '../blob-name.ts';
import { keyOf } from './keep-object.ts';
import {
  type Lock,
  type LockMode,
  readHold,
  readLock,
  writeHold,
  writeLock,
} from './object-lock.ts';
import { ours } from './s3-error.ts';
import type { S3Store } from './s3-store.ts';
import { type ObjectFacts, statObject } from './stat-object.ts';

/** Object Lock as `BlobRetention`: on the version that readers get, and always read back. */
export function s3Retention(store: S3Store, mode: LockMode): BlobRetention {
  const find = async (blobId: string): Promise<ObjectFacts> => {
    const object = await statObject(store, keyOf(store, parseBlobId(blobId)));
    if (object === undefined) throw new StorageError('not-found', `no blob ${blobId}`);
    return object;
  };
  return {
    keepUntil: (blobId, moment) =>
      ours(async () => {
        const until = milliseconds(moment);
        const object = await find(blobId);
        const wanted = { mode, until };
        const current = await readLock(store, object);
        if (satisfies(current, wanted)) return;
        const refusal = await writeLock(store, object, raised(current, wanted)).then(
          () => undefined,
          (error: unknown) => error,
        );
        // Also when another was quicker with a later moment.
        if (satisfies(await readLock(store, object), wanted)) return;
        if (refusal !== undefined) throw refusal;
        throw new StorageError('corrupt', `the store took a retention of ${blobId} and has none`);
      }),
    hold: (blobId, held) =>
      ours(async () => {
        const object = await find(blobId);
        if ((await readHold(store, object)) === held) return;
        await writeHold(store, object, held);
        if ((await readHold(store, object)) === held) return;
        throw new StorageError('corrupt', `the store took a hold of ${blobId} and keeps another`);
      }),
    state: (blobId) =>
      ours(async () => {
        const object = await find(blobId);
        const lock = await readLock(store, object);
        const held = await readHold(store, object);
        if (lock === undefined) return { held };
        return { keepUntil: new Date(lock.until).toISOString(), held };
      }),
  };
}

function satisfies(lock: Lock | undefined, wanted: Lock): boolean {
  if (lock === undefined || lock.until < wanted.until) return false;
  return lock.mode === 'compliance' || wanted.mode === 'governance';
}

/** Never less in time or in strength; from governance to compliance some stores ask for the right to bypass. */
function raised(current: Lock | undefined, wanted: Lock) {
  if (current === undefined) return wanted;
  return {
    mode: current.mode === 'compliance' ? current.mode : wanted.mode,
    until: Math.max(current.until, wanted.until),
    bypass: current.mode === 'governance' && wanted.mode === 'compliance',
  };
}

function milliseconds(moment: string): number {
  const found = Date.parse(moment);
  if (Number.isNaN(found)) throw new TypeError(`${JSON.stringify(moment)} is no moment`);
  return found;
}
