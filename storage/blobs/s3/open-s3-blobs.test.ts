import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { faultProxy } from '../../../test-fixtures/engines/fault-proxy.ts';
import { blobInspectionContract } from '../../contracts/blob-inspection.contract.ts';
import { blobsContract, sha256, stream, textOf } from '../../contracts/blobs.contract.ts';
import { outcome } from '../../contracts/outcome.ts';
import { abortLeftovers } from './abort-leftovers.ts';
import {
  cephOfTests,
  openFilesIn,
  s3Bench,
  testWithCeph as test,
  uploadsIn,
  versionsIn,
} from './s3.fixture.ts';
import { s3Inspection } from './s3-inspection.ts';

const of = cephOfTests();

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const MIB = 1 << 20;

blobsContract(
  's3',
  async (t) => {
    const { store, staging, blobs } = await s3Bench(t, of.settings(t));
    return {
      blobs,
      leftovers: async () => (await openFilesIn(staging)) + (await uploadsIn(store)),
      visible: async () => (await versionsIn(store)).length,
    };
  },
  test,
);

blobInspectionContract(
  's3',
  async (t) => {
    const { store, staging, blobs } = await s3Bench(t, of.settings(t));
    const { client, bucket, prefix } = store;
    return {
      blobs,
      inspection: s3Inspection({ store, staging }),
      put: async (name, text) =>
        void (await client.putObject(bucket, `${prefix}blobs/${name}`, text)),
      remove: (name) => client.removeObject(bucket, `${prefix}blobs/${name}`),
      nameOf: (id) => id,
    };
  },
  test,
);

test('more names than one answer of the store holds are told, each once', async (t) => {
  const { store, staging, blobs } = await s3Bench(t, of.settings(t));
  const texts = Array.from({ length: 7 }, (_, at) => Buffer.from(String(at)));
  const kept = await Promise.all(texts.map((each) => blobs.put('a', each)));
  const found: string[] = [];
  for await (const { name } of s3Inspection({ store, staging, page: 3 }).names(''))
    found.push(name);
  t.deepEqual(found, kept.map(({ id }) => id).sort());
});

test('a blob is one object under its owner and digest, with one version', async (t) => {
  const { blobs, store, staging } = await s3Bench(t, of.settings(t));
  const { id } = await (await blobs.stage('owner', stream('a'), 9)).keep();
  await blobs.put('owner', Buffer.from('a'));
  const versions = await versionsIn(store);
  t.deepEqual(
    versions.map(({ name }) => name),
    [`${store.prefix}blobs/${id}`],
  );
  t.deepEqual(await readdir(staging), []);
});

/** Just over two parts. */
const LARGE = 10 * MIB + 1;

async function* large(byte: number) {
  for (let n = 0; n < 10; n += 1) yield Buffer.alloc(MIB, byte);
  yield Buffer.from([byte]);
}

test('a large blob goes up in parts, whole, and is read back by ranges', async (t) => {
  const { blobs, store } = await s3Bench(t, of.settings(t));
  const kept = await (await blobs.stage('owner', large(7), LARGE)).keep();
  t.is(kept.size, LARGE);
  t.is(kept.sha256, sha256(Buffer.alloc(LARGE, 7)));
  const blob = await blobs.open(kept.id);
  t.is(blob.size, LARGE);
  t.deepEqual(await blob.read(LARGE - 2, 9), new Uint8Array([7, 7]));
  await blob.close();
  t.is(await uploadsIn(store), 0);
});

// Alone: what other tests hold would be counted too.
test.serial('memory stays flat: a part of a large blob is held at a time', async (t) => {
  const { blobs } = await s3Bench(t, of.settings(t));
  const size = 64 * MIB;
  async function* content() {
    for (let n = 0; n < 64; n += 1) yield randomBytes(MIB);
  }
  const staged = await blobs.stage('owner', content(), size);
  const held = () => {
    collectGarbage(); // else what is counted is how lazy the collector is
    return process.memoryUsage().arrayBuffers;
  };
  const before = held();
  let most = 0;
  const watch = setInterval(() => {
    most = Math.max(most, held() - before);
  }, 20);
  t.is((await staged.keep()).size, size);
  clearInterval(watch);
  t.true(most < 20 * MIB, `${most} octets held`);
});

test('a process that died among its parts leaves an upload that is ended by age, no other', async (t) => {
  const { store } = await s3Bench(t, of.settings(t));
  const { client, bucket, prefix } = store;
  const key = `${prefix}blobs/owner/${sha256('lost')}`;
  const uploadId = await client.initiateNewMultipartUpload(bucket, key, {});
  const part = { bucketName: bucket, objectName: key, uploadID: uploadId, partNumber: 1 };
  await client.uploadPart({ ...part, headers: {} }, Buffer.alloc(5 * MIB));
  t.is(await abortLeftovers(store, { now: new Date() }), 0);
  t.is(await uploadsIn(store), 1);
  const tomorrow = new Date(Date.now() + 25 * 3600_000);
  t.is(await abortLeftovers(store, { now: tomorrow }), 1);
  t.is(await uploadsIn(store), 0);
});

test('an upload in parts that fails is ended', async (t) => {
  const settings = of.settings(t);
  const proxy = await faultProxy(t, settings.endpoint);
  const { blobs, store } = await s3Bench(t, { ...settings, endpoint: proxy.endpoint, attempts: 1 });
  proxy.fault = ({ url = '' }) => (url.includes('partNumber=2') ? 'reset' : undefined);
  const staged = await blobs.stage('owner', large(1), LARGE);
  t.is(await outcome(staged.keep()), 'unavailable');
  t.is(await uploadsIn(store), 0);
  t.deepEqual(await versionsIn(store), []);
});

test('the answer to the last step of an upload in parts is lost: the blob is kept, once', async (t) => {
  const settings = of.settings(t);
  const proxy = await faultProxy(t, settings.endpoint);
  const { blobs, store } = await s3Bench(t, { ...settings, endpoint: proxy.endpoint });
  let lost = 0;
  proxy.fault = ({ method, url = '' }) =>
    method === 'POST' && url.includes('uploadId=') && lost++ === 0 ? 'lose-answer' : undefined;
  const kept = await (await blobs.stage('owner', large(2), LARGE)).keep();
  t.is(kept.sha256, sha256(Buffer.alloc(LARGE, 2)));
  t.true(lost >= 1);
  t.is((await versionsIn(store)).length, 1);
});

test('a marker laid over a blob by a plain removal: not found, and its version is still there', async (t) => {
  const { blobs, store } = await s3Bench(t, of.settings(t));
  const { id } = await blobs.put('owner', Buffer.from('a'));
  await store.client.removeObject(store.bucket, `${store.prefix}blobs/${id}`);
  t.is(await outcome(blobs.open(id)), 'not-found');
  const markers = (await versionsIn(store)).filter((each) => each.isDeleteMarker);
  t.deepEqual([markers.length, (await versionsIn(store)).length], [1, 2]);
  t.is((await blobs.put('owner', Buffer.from('a'))).id, id);
  t.is(await textOf(blobs, id), 'a');
});
