// What networks and stores do to an S3 client, in front of a real store.

import { inspect } from 'node:util';
import type { ExecutionContext } from 'ava';
import { type Fault, faultProxy } from '../../../test-fixtures/engines/fault-proxy.ts';
import { StorageError } from '../../../vault/ports/storage-error.ts';
import { sha256, stream, textOf } from '../../contracts/blobs.contract.ts';
import { outcome } from '../../contracts/outcome.ts';
import { cephOfTests, s3Bench, testWithCeph as test, versionsIn } from './s3.fixture.ts';
import type { S3Settings } from './s3-store.ts';

const of = cephOfTests();

async function behindProxy(t: ExecutionContext, more: Partial<S3Settings> = {}) {
  const settings = of.settings(t);
  const proxy = await faultProxy(t, settings.endpoint);
  const behind = await s3Bench(t, { ...settings, endpoint: proxy.endpoint, ...more });
  return { settings, proxy, ...behind };
}

const xml = (code: string) => `<?xml version="1.0"?><Error><Code>${code}</Code></Error>`;
const refusal = (answer: number, code: string): Fault => ({ answer, body: xml(code) });

const refusals: readonly (readonly [string, Fault, string])[] = [
  ['the store is overloaded', { answer: 503 }, 'unavailable'],
  ['the store fails', refusal(500, 'InternalError'), 'unavailable'],
  ['a gateway in front of it finds no store', { answer: 502 }, 'unavailable'],
  ['the connection breaks', 'reset', 'unavailable'],
  ['the store is silent', 'silence', 'unavailable'],
  ['the quota is used up', refusal(403, 'QuotaExceeded'), 'no-space'],
  ['the store is full', refusal(507, 'InsufficientStorage'), 'no-space'],
  ['the keys are refused', refusal(403, 'AccessDenied'), 'unavailable'],
  ['the clocks differ', refusal(403, 'RequestTimeTooSkewed'), 'unavailable'],
  ['something damages what is sent, each time', 'damage-request', 'corrupt'],
];

for (const [title, fault, expected] of refusals) {
  test(`${title}: ${expected}, after a bounded number of attempts`, async (t) => {
    // A short patience only where silence is the fault: a busy store may well be slow.
    const patience = fault === 'silence' ? { silence: 300 } : {};
    const { settings, proxy, blobs } = await behindProxy(t, { attempts: 2, ...patience });
    proxy.fault = ({ method }) => (method === 'PUT' ? fault : undefined);
    t.is(await outcome(blobs.put('owner', Buffer.from('content'))), expected);
    const puts = proxy.seen.filter((line) => line.startsWith('PUT'));
    t.true(puts.length >= 1 && puts.length <= 2, puts.join());
    const well = await s3Bench(t, settings);
    t.deepEqual(await versionsIn(well.store), []);
    const kept = await well.blobs.put('owner', Buffer.from('content'));
    t.is(await textOf(well.blobs, kept.id), 'content');
  });
}

for (const fault of [{ answer: 503 }, 'reset', 'lose-answer', 'damage-request'] as const) {
  test(`${JSON.stringify(fault)} once: done at the next attempt`, async (t) => {
    const { proxy, blobs } = await behindProxy(t);
    let met = 0;
    proxy.fault = ({ method }) => (method === 'PUT' && met++ === 0 ? fault : undefined);
    const { id } = await blobs.put('owner', Buffer.from('content'));
    t.is(await textOf(blobs, id), 'content');
  });
}

test('a store that holds other octets than it was sent is found out by reading back: corrupt, and nothing stays', async (t) => {
  const { proxy, blobs, store } = await behindProxy(t);
  proxy.fault = ({ method }) => (method === 'GET' ? 'damage-answer' : undefined);
  const staged = await blobs.stage('owner', stream('content'), 99);
  t.is(await outcome(staged.keep()), 'corrupt');
  proxy.fault = () => undefined;
  t.deepEqual(await versionsIn(store), []); // no version and no marker
});

test('octets that were there before are read back too before they are taken for kept', async (t) => {
  const settings = of.settings(t);
  const first = await s3Bench(t, settings);
  const { id } = await first.blobs.put('owner', Buffer.from('content'));
  const key = `${settings.prefix}blobs/${id}`;
  await first.store.client.putObject(settings.bucket, key, Buffer.from('CONTENT'), 7);
  const second = await s3Bench(t, settings);
  t.is(await outcome(second.blobs.put('owner', Buffer.from('content'))), 'corrupt');
  await first.store.client.putObject(settings.bucket, key, Buffer.from('short'), 5);
  t.is(await outcome(second.blobs.put('owner', Buffer.from('content'))), 'corrupt');
});

test('the answer to a reading is cut: read again; cut each time: unavailable, never a short answer', async (t) => {
  const { proxy, blobs } = await behindProxy(t, { attempts: 2 });
  const { id } = await blobs.put('owner', Buffer.from('content'));
  let cuts = 1;
  proxy.fault = ({ method }) => (method === 'GET' && cuts-- > 0 ? 'cut-answer' : undefined);
  const blob = await blobs.open(id);
  t.is(Buffer.from(await blob.read(0, 7)).toString(), 'content');
  await blob.close();
  cuts = 99;
  const again = await blobs.open(id);
  t.is(await outcome(again.read(0, 7)), 'unavailable');
  await again.close();
});

test('a store that ignores ranges is refused: its first octets are not those asked for', async (t) => {
  const { proxy, blobs } = await behindProxy(t);
  const { id } = await blobs.put('owner', Buffer.from('content'));
  proxy.fault = ({ method }) => (method === 'GET' ? 'ignore-range' : undefined);
  const blob = await blobs.open(id);
  t.is(await outcome(blob.read(3, 2)), 'corrupt');
  await blob.close();
});

test('a blob is read to its end from the version that was opened', async (t) => {
  const { blobs, store } = await s3Bench(t, of.settings(t));
  const { id } = await blobs.put('owner', Buffer.from('content'));
  const blob = await blobs.open(id);
  const key = `${store.prefix}blobs/${id}`;
  await store.client.putObject(store.bucket, key, Buffer.from('CONTENT'), 7);
  t.is(Buffer.from(await blob.read(0, 7)).toString(), 'content');
  await blob.close();
});

test('a bucket that is gone is unavailable: its documents are not called missing', async (t) => {
  const settings = of.settings(t);
  const { blobs } = await s3Bench(t, { ...settings, bucket: 'no-such-bucket' });
  t.is(await outcome(blobs.open(`owner/${sha256('a')}`)), 'unavailable');
  t.is(await outcome(blobs.put('owner', Buffer.from('a'))), 'unavailable');
});

test('wrong keys and a store that is not there: unavailable', async (t) => {
  const settings = of.settings(t);
  const wrong = await s3Bench(t, { ...settings, secretKey: 'wrong' });
  t.is(await outcome(wrong.blobs.put('owner', Buffer.from('a'))), 'unavailable');
  const nobody = await s3Bench(t, { ...settings, endpoint: 'http://127.0.0.1:1', attempts: 2 });
  t.is(await outcome(nobody.blobs.put('owner', Buffer.from('a'))), 'unavailable');
});

test("Ceph's own quota: no-space, and room again when it is raised", async (t) => {
  const user = { accessKey: 'QUOTA', secretKey: 'quota-secret', bucket: 'quota' };
  const { admin } = of.ceph();
  const names = ['--uid=quota', '--display-name=quota'];
  const keys = [`--access-key=${user.accessKey}`, `--secret=${user.secretKey}`];
  await admin('user', 'create', ...names, ...keys);
  const { blobs, store } = await s3Bench(t, { ...of.settings(t), ...user });
  await store.client.makeBucket(user.bucket);
  const quota = (...args: readonly string[]) =>
    admin('quota', ...args, '--quota-scope=user', '--uid=quota');
  await quota('set', '--max-objects=0');
  await quota('enable');
  t.is(await outcome(blobs.put('owner', Buffer.from('over'))), 'no-space');
  await quota('disable');
  t.is(await outcome(blobs.put('owner', Buffer.from('over'))), 'done');
});

test('secrets are in no error', async (t) => {
  const settings = { ...of.settings(t), secretKey: 'very-secret-indeed' };
  const { blobs } = await s3Bench(t, settings);
  const error = await t.throwsAsync(blobs.put('owner', Buffer.from('a')), {
    instanceOf: StorageError,
  });
  t.notRegex(inspect(error, { depth: 9, showHidden: true }), /very-secret/);
});
