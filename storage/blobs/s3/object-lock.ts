import { LEGAL_HOLD_STATUS, RETENTION_MODES } from 'minio';
import { s3Code } from './s3-error.ts';
import type { S3Store } from './s3-store.ts';
import type { ObjectVersion } from './stat-object.ts';

/**
 * `compliance`: nobody shortens or lifts it, the owner of the account included. `governance`: who has the right to
 * bypass it can.
 */
export type LockMode = 'compliance' | 'governance';

export interface Lock {
  readonly mode: LockMode;
  /** Milliseconds since 1970. */
  readonly until: number;
}

/** Stores call "no retention here" by different names. */
const NO_RETENTION = new Set([
  'ObjectLockConfigurationNotFoundError', // Ceph
  'NoSuchObjectLockConfiguration', // AWS
  'InvalidRequest', // the bucket has no locks at all
]);

/** The version's lock; undefined: none. */
export async function readLock(
  { client, bucket, retried }: S3Store,
  object: ObjectVersion,
): Promise<Lock | undefined> {
  try {
    const found = await retried(() => client.getObjectRetention(bucket, object.key, named(object)));
    if (found == null) return undefined;
    const { mode, retainUntilDate } = found as { mode: string; retainUntilDate: string };
    // Ceph answers with nanoseconds; what a Date cannot hold is cut off, downwards.
    return {
      mode: mode === RETENTION_MODES.COMPLIANCE ? 'compliance' : 'governance',
      until: Date.parse(retainUntilDate),
    };
  } catch (error) {
    if (NO_RETENTION.has(s3Code(error) ?? '')) return undefined;
    throw error;
  }
}

/**
 * Sets the lock of a version that is there already: headers of a lock that go with an upload become user metadata in
 * the client library, and some stores ignore them when an upload in parts begins.
 */
export async function writeLock(
  { client, bucket, retried }: S3Store,
  object: ObjectVersion,
  { mode, until, bypass = false }: Lock & { readonly bypass?: boolean },
): Promise<void> {
  const options = {
    ...named(object),
    governanceBypass: bypass,
    mode: RETENTION_MODES[mode === 'compliance' ? 'COMPLIANCE' : 'GOVERNANCE'],
    retainUntilDate: new Date(until).toISOString(),
  };
  await retried(() => client.putObjectRetention(bucket, object.key, options));
}

export async function readHold(
  { client, bucket, retried }: S3Store,
  object: ObjectVersion,
): Promise<boolean> {
  try {
    const found: unknown = await retried(() =>
      client.getObjectLegalHold(bucket, object.key, named(object)),
    );
    return statusOf(found) === LEGAL_HOLD_STATUS.ENABLED;
  } catch (error) {
    if (NO_RETENTION.has(s3Code(error) ?? '')) return false;
    throw error;
  }
}

export async function writeHold(
  { client, bucket, retried }: S3Store,
  object: ObjectVersion,
  held: boolean,
): Promise<void> {
  const status = held ? LEGAL_HOLD_STATUS.ENABLED : LEGAL_HOLD_STATUS.DISABLED;
  const options = { ...named(object), status };
  await retried(async () => client.setObjectLegalHold(bucket, object.key, options));
}

/** The library's types say text, its parser answers an object. */
function statusOf(found: unknown): unknown {
  return typeof found === 'object' && found !== null ? Reflect.get(found, 'Status') : found;
}

/** The library takes an empty text for "the newest". */
const named = ({ versionId = '' }: ObjectVersion) => ({ versionId });
