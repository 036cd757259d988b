import { join } from 'node:path';
import { refusePlain } from '../../storage/blobs/encrypted/refuse-plain.ts';
import { fsInspection } from '../../storage/blobs/fs/fs-inspection.ts';
import { openFsBlobs } from '../../storage/blobs/fs/open-fs-blobs.ts';
import { abortLeftovers } from '../../storage/blobs/s3/abort-leftovers.ts';
import { checkBucket } from '../../storage/blobs/s3/check-bucket.ts';
import { openS3Blobs } from '../../storage/blobs/s3/open-s3-blobs.ts';
import { probeLock } from '../../storage/blobs/s3/probe-lock.ts';
import { s3Inspection } from '../../storage/blobs/s3/s3-inspection.ts';
import { s3Retention } from '../../storage/blobs/s3/s3-retention.ts';
import { type S3Store, s3Store } from '../../storage/blobs/s3/s3-store.ts';
import type { BlobInspection } from '../../vault/ports/blob-inspection.ts';
import type { BlobRetention } from '../../vault/ports/blob-retention.ts';
import type { Blobs } from '../../vault/ports/blobs.ts';
import type { Clock } from '../../vault/ports/clock.ts';
import { type Config, ConfigError } from '../config.ts';
import type { S3Address } from '../engine-settings.ts';
import { readSecret } from './read-secret.ts';

/** Where the octets of documents lie. */
export interface BlobFiles {
  readonly blobs: Blobs;
  readonly inspection: BlobInspection;
  /** Present: the store was seen to enforce retention, and the vault's dates are to reach it. */
  readonly retention?: BlobRetention;
  /** What it is, in a word or two; rejects when it is not there. */
  readonly state: () => Promise<string>;
  readonly close: () => void;
}

/** An S3 bucket when one is set, else files in the data folder. ConfigError says what the operator has to change. */
export async function openBlobFiles(
  config: Config,
  { shared, clock }: { readonly shared: boolean; readonly clock: Clock },
): Promise<BlobFiles> {
  const folder = join(config.data, 'documents');
  if (config.s3 === undefined) {
    await refusePlain(folder);
    const blobs = await openFsBlobs({ folder, shared });
    const inspection = fsInspection({ folder });
    return { blobs, inspection, state: async () => 'files', close: () => {} };
  }
  const store = await storeOf(config, config.s3);
  try {
    await refuseUnusable(store);
    const retention = await retentionOf(store, config.s3, clock);
    await abortLeftovers(store, { now: clock.now() });
    const staging = join(folder, 'staging');
    const blobs = await openS3Blobs({ store, staging });
    return {
      blobs,
      inspection: s3Inspection({ store, staging }),
      ...(retention === undefined ? {} : { retention }),
      state: async () => {
        await refuseUnusable(store);
        return retention === undefined ? 'S3' : `S3, ${config.s3?.lock} lock enforced`;
      },
      close: () => store.close(),
    };
  } catch (error) {
    store.close();
    throw error;
  }
}

/** The same engine for who reads again what lies there; nothing is tried, removed or made. */
export async function openBlobInspection(
  config: Config,
): Promise<{ readonly inspection: BlobInspection; readonly close: () => void }> {
  const folder = join(config.data, 'documents');
  if (config.s3 === undefined) return { inspection: fsInspection({ folder }), close: () => {} };
  const store = await storeOf(config, config.s3);
  try {
    await refuseUnusable(store);
  } catch (error) {
    store.close();
    throw error;
  }
  const staging = join(folder, 'staging');
  return { inspection: s3Inspection({ store, staging }), close: () => store.close() };
}

async function storeOf(config: Config, address: S3Address): Promise<S3Store> {
  const { s3AccessKey: accessKey, s3SecretKey: value, s3SecretKeyFile: file } = config;
  const secretKey = await readSecret('s3SecretKeyFile', { value, file });
  if (accessKey === undefined || secretKey === undefined) {
    throw new ConfigError('s3 needs s3AccessKey, and s3SecretKey or s3SecretKeyFile');
  }
  const { authorities: path, lock: _lock, ...rest } = address;
  const authorities = await readSecret('s3.authorities', { value: undefined, file: path });
  const more = authorities === undefined ? {} : { authorities };
  return s3Store({ ...rest, accessKey, secretKey, ...more });
}

async function refuseUnusable(store: S3Store): Promise<void> {
  const reason = await checkBucket(store);
  if (reason !== undefined) throw new ConfigError(`s3: bucket ${store.bucket}: ${reason}`);
}

/** Nobody is told that a bucket keeps documents before it was seen to. */
async function retentionOf(
  store: S3Store,
  { lock }: S3Address,
  clock: Clock,
): Promise<BlobRetention | undefined> {
  if (lock === undefined) return undefined;
  const probe = await probeLock(store, { now: clock.now() });
  if (probe.enforced) return s3Retention(store, lock);
  throw new ConfigError(
    `s3.lock: ${store.bucket} does not enforce retention (${probe.reason}): use a bucket made with Object Lock in a store that enforces it, or leave lock out`,
  );
}
