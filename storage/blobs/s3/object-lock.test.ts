// Object Lock against a real store, and the stores that only say that they have it.
import { setTimeout } from 'node:timers/promises';
import type { ExecutionContext } from 'ava';
import { type Fault, faultProxy } from '../../../test-fixtures/engines/fault-proxy.ts';
import { stream } from '../../contracts/blobs.contract.ts';
import { outcome } from '../../contracts/outcome.ts';
import { probeLock } from './probe-lock.ts';
import { cephOfTests, s3Bench, testWithCeph as test, versionsIn } from './s3.fixture.ts';
import { s3Retention } from './s3-retention.ts';
import type { S3Settings, S3Store } from './s3-store.ts';

const of = cephOfTests();
const HOUR = 3600_000;
const soon = (milliseconds: number) => new Date(Date.now() + milliseconds).toISOString();

async function locked(t: ExecutionContext, more: Partial<S3Settings> = {}) {
  const bench = await s3Bench(t, { ...of.settings(t), ...more });
  const { id } = await bench.blobs.put('owner', Buffer.from('content'));
  return { ...bench, id, retention: s3Retention(bench.store, 'compliance') };
}

/** What happens to somebody who has our keys and wants the versions of the blob gone. */
async function erase(store: S3Store, bypass = false): Promise<readonly string[]> {
  const { client, bucket } = store;
  const answers: string[] = [];
  for (const { name = '', versionId = '' } of await versionsIn(store)) {
    const options = { versionId, governanceBypass: bypass };
    await client.removeObject(bucket, name, options).then(
      () => answers.push('gone'),
      (error: { code: string }) => answers.push(error.code),
    );
  }
  return answers;
}

test('a blob is kept until the moment, to the millisecond, and nobody deletes it before', async (t) => {
  const { store, id, retention } = await locked(t);
  t.deepEqual(await retention.state(id), { held: false });
  const until = soon(HOUR);
  await retention.keepUntil(id, until);
  t.deepEqual(await retention.state(id), { keepUntil: until, held: false });
  t.deepEqual(await erase(store), ['AccessDenied']);
  t.deepEqual(await erase(store, true), ['AccessDenied']);
});

test('an unlocked blob can be deleted: what refuses above is the lock', async (t) => {
  const { store } = await locked(t);
  t.deepEqual(await erase(store), ['gone']);
});

test('a retention is made longer and never shorter', async (t) => {
  const { id, retention, store } = await locked(t);
  await retention.keepUntil(id, soon(2 * HOUR));
  const before = await retention.state(id);
  await retention.keepUntil(id, soon(HOUR));
  t.deepEqual(await retention.state(id), before);
  const later = soon(3 * HOUR);
  await retention.keepUntil(id, later);
  t.is((await retention.state(id)).keepUntil, later);
  await s3Retention(store, 'governance').keepUntil(id, later);
  t.is((await versionsIn(store)).length, 1);
});

test('many moments at once: the latest stays', async (t) => {
  const { id, retention } = await locked(t);
  const moments = Array.from({ length: 12 }, (_, n) => soon(HOUR + ((n * 5) % 12) * 60_000));
  await Promise.all(moments.map((moment) => retention.keepUntil(id, moment)));
  t.is((await retention.state(id)).keepUntil, [...moments].sort().at(-1));
});

test('governance: who may bypass it can delete; made compliance, nobody can', async (t) => {
  const { id, store, retention } = await locked(t);
  const until = soon(HOUR);
  await s3Retention(store, 'governance').keepUntil(id, until);
  t.deepEqual(await erase(store), ['AccessDenied']);
  await retention.keepUntil(id, until);
  t.deepEqual(await erase(store, true), ['AccessDenied']);
});

test('a blob that went up in parts is locked like any other', async (t) => {
  const { blobs, store, retention } = await locked(t);
  await erase(store);
  const parts = [Buffer.alloc(5 << 20, 1), Buffer.alloc(1 << 20, 2)];
  const { id } = await (await blobs.stage('owner', stream(...parts), 9 << 20)).keep();
  const until = soon(HOUR);
  await retention.keepUntil(id, until);
  t.is((await retention.state(id)).keepUntil, until);
  t.deepEqual(await erase(store), ['AccessDenied']);
});

test('a hold keeps a blob whose time is over, and is lifted', async (t) => {
  const { id, store, retention } = await locked(t);
  await retention.keepUntil(id, soon(5000));
  await retention.hold(id, true);
  await retention.hold(id, true);
  t.true((await retention.state(id)).held);
  while (Date.parse((await retention.state(id)).keepUntil ?? '') + 1000 > Date.now()) {
    t.deepEqual(await erase(store), ['AccessDenied']);
    await setTimeout(200);
  }
  t.deepEqual(await erase(store), ['AccessDenied']);
  await retention.hold(id, false);
  t.false((await retention.state(id)).held);
  t.deepEqual(await erase(store), ['gone']);
});

test('no such blob, no moment, and a bucket without lock', async (t) => {
  const { id, retention, store } = await locked(t);
  await t.throwsAsync(retention.keepUntil(id, 'soon'), { instanceOf: TypeError });
  await erase(store);
  t.is(await outcome(retention.keepUntil(id, soon(HOUR))), 'not-found');
  t.is(await outcome(retention.hold(id, true)), 'not-found');
  t.is(await outcome(retention.state(id)), 'not-found');
  await store.client.makeBucket('unlocked');
  const other = await locked(t, { bucket: 'unlocked' });
  t.is(await outcome(other.retention.keepUntil(other.id, soon(HOUR))), 'unavailable');
  t.like(await probeLock(other.store, { now: new Date() }), { enforced: false });
  t.deepEqual(await other.retention.state(other.id), { held: false });
});

test('lock headers with an upload lock nothing: that is why they are not used', async (t) => {
  const { store, retention } = await locked(t);
  await erase(store);
  const { client, bucket, prefix } = store;
  const id = `owner/${'0'.repeat(64)}`;
  await client.putObject(bucket, `${prefix}blobs/${id}`, Buffer.from('a'), 1, {
    'x-amz-object-lock-mode': 'COMPLIANCE',
    'x-amz-object-lock-retain-until-date': soon(HOUR),
  });
  t.deepEqual(await retention.state(id), { held: false });
  t.deepEqual(await erase(store), ['gone']);
});

test('the probe: Ceph enforces its lock; the canary goes when its time is over', async (t) => {
  const { store } = await s3Bench(t, of.settings(t));
  t.deepEqual(await probeLock(store, { now: new Date(), canary: 2500 }), { enforced: true });
  t.is((await versionsIn(store)).length, 1);
  await setTimeout(4500);
  t.deepEqual(await probeLock(store, { now: new Date() }), { enforced: true });
  t.is((await versionsIn(store)).length, 1);
});

test("the probe holds when the store's clock is behind or ahead by ten minutes", async (t) => {
  const { store } = await s3Bench(t, of.settings(t));
  for (const minutes of [-10, 10]) {
    const now = new Date(Date.now() + minutes * 60_000);
    t.deepEqual(await probeLock(store, { now }), { enforced: true });
  }
});

/** Stores that accept a retention and do not keep it, made of a true one and a proxy that lies for it. */
const liars: readonly (readonly [
  string,
  (method: string, url: string) => Fault | undefined,
  RegExp,
])[] = [
  [
    'takes a retention and forgets it',
    (method, url) => (method === 'PUT' && url.includes('retention') ? { answer: 200 } : undefined),
    /does not have it/,
  ],
  [
    'takes it, tells it, and deletes all the same',
    (method, url) => {
      if (!url.includes('retention')) return undefined;
      if (method === 'PUT') return { answer: 200 };
      const until = new Date(Date.now() + HOUR).toISOString();
      const body = `<Retention><Mode>COMPLIANCE</Mode><RetainUntilDate>${until}</RetainUntilDate></Retention>`;
      return { answer: 200, body };
    },
    /deleted an object under COMPLIANCE/,
  ],
  [
    'calls a locked object deleted',
    (method) => (method === 'DELETE' ? { answer: 204 } : undefined),
    /calls a locked object deleted/,
  ],
  [
    'does not know retention',
    (_method, url) =>
      url.includes('retention')
        ? { answer: 501, body: '<Error><Code>NotImplemented</Code></Error>' }
        : undefined,
    /refuses a retention: NotImplemented/,
  ],
];

for (const [title, fault, reason] of liars) {
  test(`the probe does not call a store WORM that ${title}`, async (t) => {
    const settings = of.settings(t);
    const proxy = await faultProxy(t, settings.endpoint);
    proxy.fault = ({ method = '', url = '' }) => fault(method, url);
    const { store } = await s3Bench(t, { ...settings, endpoint: proxy.endpoint });
    const probe = await probeLock(store, { now: new Date() });
    t.false(probe.enforced);
    t.regex(probe.enforced ? '' : probe.reason, reason);
  });
}

test('a store that takes a retention and forgets it is found out at once: corrupt', async (t) => {
  const settings = of.settings(t);
  const proxy = await faultProxy(t, settings.endpoint);
  const { id, retention } = await locked(t, { endpoint: proxy.endpoint });
  proxy.fault = ({ method, url = '' }) =>
    method === 'PUT' && /retention|legal-hold/.test(url) ? { answer: 200 } : undefined;
  t.is(await outcome(retention.keepUntil(id, soon(HOUR))), 'corrupt');
  t.is(await outcome(retention.hold(id, true)), 'corrupt');
});

test('a store that calls a missing retention by the other name', async (t) => {
  const settings = of.settings(t);
  const proxy = await faultProxy(t, settings.endpoint);
  const { id, retention } = await locked(t, { endpoint: proxy.endpoint });
  const body = '<Error><Code>NoSuchObjectLockConfiguration</Code></Error>';
  proxy.fault = ({ method, url = '' }) =>
    method === 'GET' && /retention|legal-hold/.test(url) ? { answer: 404, body } : undefined;
  t.deepEqual(await retention.state(id), { held: false });
});
