import { failpoint } from '../../faults/failpoint.ts';
import type { BlobKeys } from '../../vault/ports/blob-keys.ts';
import { keyRing } from './key-ring.ts';
import { generationNumber, newMasterKey } from './master-key.ts';
import type { MasterKeyStore } from './master-key-store.ts';

/** Keys that are wrapped anew in one commit. */
const STEP = 500;

export interface RollOverParts {
  readonly store: MasterKeyStore;
  readonly blobKeys: BlobKeys;
}

export interface RollOver {
  readonly generation: string;
  /** Generations under which nothing is wrapped any more. */
  readonly retired: readonly string[];
  /** How many keys this run has wrapped anew. */
  readonly keys: number;
}

/**
 * Makes a new generation of the master key, wraps every key of a blob under it and retires the former ones. Done in
 * steps that are each whole: a run that was killed is taken up by the next, which makes no further generation.
 * No other process may be wrapping keys meanwhile. `progress` is told after each step.
 */
export async function rollOver(
  { store, blobKeys }: RollOverParts,
  progress: (done: { readonly keys: number; readonly left: number }) => void,
): Promise<RollOver> {
  const before = await store.read();
  const newest = before.at(-1);
  if (before.length < 2) {
    await store.add(newMasterKey((generationNumber(newest?.generation ?? '') ?? 0) + 1));
    failpoint('master-key/added');
  }
  const keys = await store.read();
  const ring = keyRing(keys);
  const count = await rewrapAll(ring, blobKeys, progress);
  const retired = ring.generations.filter((each) => each !== ring.newest);
  await blobKeys.wipe(); // the former wrappings are no use without their master; the fewer remain the better
  for (const generation of retired) {
    await store.retire(generation);
    failpoint('master-key/retired');
  }
  return { generation: ring.newest, retired, keys: count };
}

async function rewrapAll(
  ring: ReturnType<typeof keyRing>,
  blobKeys: BlobKeys,
  progress: (done: { readonly keys: number; readonly left: number }) => void,
): Promise<number> {
  let done = 0;
  for (;;) {
    const blobs = await blobKeys.underOther(ring.newest, STEP);
    if (blobs.length === 0) return done;
    // A key that does not open stops everything here, before its master is gone.
    await blobKeys.rewrap(
      blobs.map((blob) => ({
        blobId: blob.id,
        from: blob.key,
        to: { ...blob.key, ...ring.wrap(ring.unwrap(blob.key, blob), blob) },
      })),
    );
    failpoint('master-key/rewrapped');
    done += blobs.length;
    progress({ keys: done, left: await leftUnderOthers(ring.newest, blobKeys) });
  }
}

async function leftUnderOthers(newest: string, blobKeys: BlobKeys): Promise<number> {
  const counts = await blobKeys.generations();
  return counts
    .filter(({ generation }) => generation !== newest)
    .reduce((sum, { keys }) => sum + keys, 0);
}
