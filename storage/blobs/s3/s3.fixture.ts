// One Ceph for a test file, a bucket or a prefix of its own for each test.
import { randomBytes } from 'node:crypto';
import { readdir, readlink } from 'node:fs/promises';
import anyTest, { type ExecutionContext } from 'ava';
import { CEPH_PACKAGES, type Ceph, startCeph } from '../../../test-fixtures/engines/start-ceph.ts';
import { isOnPath } from '../../../test-fixtures/peers/on-path.ts';
import { testWith } from '../../../test-fixtures/peers/peer-test.ts';
import { scratchFolder } from '../../../test-fixtures/peers/scratch-folder.ts';
import { openS3Blobs } from './open-s3-blobs.ts';
import { type S3Settings, type S3Store, s3Store } from './s3-store.ts';

export const testWithCeph = testWith('radosgw', CEPH_PACKAGES);

export interface CephOfTests {
  ceph(): Ceph;
  /** Of a bucket with Object Lock, under a prefix of its own. */
  settings(t: ExecutionContext): S3Settings;
}

/** Started before the tests of a file and ended after them; not at all where Ceph is not installed. */
export function cephOfTests(options?: Parameters<typeof startCeph>[0]): CephOfTests {
  let running: Ceph | undefined;
  anyTest.before(async () => {
    if (!isOnPath('radosgw')) return;
    running = await startCeph(options);
    const store = s3Store(settingsOf(running));
    await store.client.makeBucket(BUCKET, REGION, { ObjectLocking: true });
    store.close();
  });
  anyTest.after.always(() => running?.end());
  const ceph = () => {
    if (running === undefined) throw new Error('Ceph is not running');
    return running;
  };
  return {
    ceph,
    settings: () => ({ ...settingsOf(ceph()), prefix: `${randomBytes(6).toString('hex')}/` }),
  };
}

const BUCKET = 'archive';
const REGION = 'us-east-1';

function settingsOf({ endpoint, accessKey, secretKey }: Ceph): S3Settings {
  return { endpoint, accessKey, secretKey, region: REGION, bucket: BUCKET, prefix: '' };
}

/** A store and blobs over it, closed with the test. */
export async function s3Bench(t: ExecutionContext, settings: S3Settings) {
  const store = s3Store(settings);
  t.teardown(() => store.close());
  const staging = (await scratchFolder(t))('staging');
  const blobs = await openS3Blobs({ store, staging });
  return { store, staging, blobs };
}

/** Every version and delete marker under the store's prefix. */
export async function versionsIn({ client, bucket, prefix }: S3Store) {
  const found: { name?: string; versionId?: string; isDeleteMarker?: boolean }[] = [];
  const listed = client.listObjects(bucket, prefix, true, { IncludeVersion: true });
  for await (const item of listed) found.push(item);
  return found;
}

/** Files that this process holds open in the folder, whether they still have a name or not (Linux). */
export async function openFilesIn(folder: string): Promise<number> {
  const links = (await readdir('/proc/self/fd')).map((fd) =>
    readlink(`/proc/self/fd/${fd}`).catch(() => ''),
  );
  return (await Promise.all(links)).filter((path) => path.startsWith(`${folder}/`)).length;
}

export async function uploadsIn({ client, bucket, prefix }: S3Store): Promise<number> {
  return (await client.listIncompleteUploadsQuery(bucket, prefix, '', '', '')).uploads.length;
}
