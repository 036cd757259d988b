// The service on S3 and Redis: it refuses what would not hold, and gets over what dies under it.
import { randomBytes } from 'node:crypto';
import type { ExecutionContext } from 'ava';
import anyTest from 'ava';
import { s3Retention } from '../storage/blobs/s3/s3-retention.ts';
import { s3Store } from '../storage/blobs/s3/s3-store.ts';
import { CEPH_PACKAGES, type Ceph, startCeph } from '../test-fixtures/engines/start-ceph.ts';
import { REDIS_PACKAGES, type Redis, startRedis } from '../test-fixtures/engines/start-redis.ts';
import { isOnPath } from '../test-fixtures/peers/on-path.ts';
import { testWith } from '../test-fixtures/peers/peer-test.ts';
import type { RetentionState } from '../vault/ports/blob-retention.ts';
import { clientOf } from './client.fixture.ts';
import { checkKeptDue } from './composition/check-kept.ts';
import { checkStores, type FsckReport } from './composition/fsck-stores.ts';
import { openStores } from './composition/open-stores.ts';
import { repairStores } from './composition/repair-stores.ts';
import { type Config, ConfigError } from './config.ts';
import {
  algorithms,
  configOf,
  PLAIN_CONTRACT,
  placed,
  placeRequest,
  registerContract,
  type Stage,
  startStage,
} from './service.fixture.ts';

const test = testWith('radosgw', `${CEPH_PACKAGES} ${REDIS_PACKAGES}`);

let engines: { readonly ceph: Ceph; readonly redis: Redis } | undefined;
anyTest.before(async () => {
  if (!isOnPath('radosgw') || !isOnPath('redis-server')) return;
  const [ceph, redis] = await Promise.all([startCeph(), startRedis()]);
  engines = { ceph, redis };
  const store = storeOf(ceph);
  await store.client.makeBucket('locked', 'us-east-1', { ObjectLocking: true });
  await store.client.makeBucket('unlocked');
  store.close();
});
anyTest.after.always(async () => {
  await engines?.ceph.end();
  await engines?.redis.end();
});

function storeOf({ endpoint, accessKey, secretKey }: Ceph, bucket = 'locked', prefix = '') {
  return s3Store({ endpoint, accessKey, secretKey, bucket, prefix, region: 'us-east-1' });
}

type EngineConfig = Partial<Config> & { readonly s3: NonNullable<Config['s3']> };

/** Both engines, in a corner of the bucket of its own. */
function onEngines(
  more: Partial<NonNullable<Config['s3']>> = {},
  { ceph, redis } = required(),
): EngineConfig {
  const place = { bucket: 'locked', region: 'us-east-1', pathStyle: true };
  const prefix = `${randomBytes(6).toString('hex')}/`;
  const s3 = { endpoint: ceph.endpoint, ...place, prefix, ...more };
  const keys = { s3AccessKey: ceph.accessKey, s3SecretKey: ceph.secretKey };
  return { s3, ...keys, redis: redis.url, logName: `okno.test/${prefix}journal` };
}

function required() {
  if (engines === undefined) throw new Error('the engines are not running');
  return engines;
}

const ready = async ({ origin }: Stage) => (await clientOf(origin).get('/readyz')).json['engines'];

test('documents lie in the bucket, encrypted, and are found again; each engine is named', async (t) => {
  const config = onEngines({ lock: 'compliance' });
  const stage = await startStage(t, { config });
  t.like(await ready(stage), {
    metadata: 'SQLite',
    documents: 'S3, compliance lock enforced',
    jobs: 'Redis',
  });
  const contract = await registerContract(stage.exporter);
  const content = 'the words of the contract';
  const request = await placeRequest(stage.identities.head, content);
  const answer = await stage.exporter.place(`/v1/contracts/${contract}/documents`, request);
  t.is(answer.status, 201, answer.bytes.toString());
  const path = `${answer.headers.get('location')}/content`;
  t.is((await stage.exporter.get(path)).bytes.toString(), content);
  const store = storeOf(required().ceph, 'locked', config.s3.prefix);
  t.teardown(() => store.close());
  let objects = 0;
  for await (const { name } of store.client.listObjects(
    'locked',
    `${config.s3.prefix}blobs/`,
    true,
  )) {
    const pieces: Buffer[] = [];
    for await (const piece of await store.client.getObject('locked', name ?? ''))
      pieces.push(piece);
    t.false(Buffer.concat(pieces).includes(content));
    objects += 1;
  }
  t.true(objects > 0);
});

test('okno fsck re-reads the documents in the bucket, names what is wrong, and mends it from the archive', async (t) => {
  const engines = onEngines();
  const stage = await startStage(t, { config: engines });
  await placed(stage.exporter, stage.identities.head, 'to be read again');
  await stage.service.close();
  const config = configOf(stage.data, engines);
  const fsck = () => checkStores(config, { progress: () => {} });
  const sound = await fsck();
  t.deepEqual(sound.damaged, []);
  t.true(sound.files >= 3, `${sound.files} files`);

  const store = storeOf(required().ceph, 'locked', engines.s3.prefix);
  t.teardown(() => store.close());
  const prefix = `${engines.s3.prefix}blobs/`;
  const keys: string[] = [];
  for await (const { name = '' } of store.client.listObjects('locked', prefix, true))
    keys.push(name);
  const [changed = '', gone = ''] = keys;
  await store.client.putObject('locked', changed, 'other octets');
  await store.client.removeObject('locked', gone); // a marker on top of it
  await store.client.putObject('locked', `${prefix}somebody/notes.txt`, 'x');
  const told = ({ damaged }: FsckReport, repaired: boolean) =>
    damaged
      .filter((each) => each.repaired === repaired)
      .map((each) => `${each.kind} ${each.where}`)
      .sort();
  const damage = [
    `changed ${changed.slice(prefix.length)}`,
    `missing ${gone.slice(prefix.length)}`,
  ];
  const stranger = 'unknown somebody/notes.txt';
  t.deepEqual(told(await fsck(), false), [...damage, stranger].sort());

  const clock = { now: () => new Date() };
  const log = { write: () => undefined };
  const who = { algorithms, clock, log, person: 'Громов', progress: () => {} };
  const report = await repairStores(config, who);
  t.deepEqual(told(report, true), damage);
  t.deepEqual(told(await fsck(), false), [stranger]);
});

test('what lies in the bucket is read again within the period', async (t) => {
  const engines = onEngines();
  const stage = await startStage(t, { config: engines });
  await placed(stage.exporter, stage.identities.head, 'to be read again');
  await stage.service.close();
  const config = configOf(stage.data, engines);
  const { metadata, files } = await openStores(config);
  t.teardown(() => metadata.close());
  const time = { now: Date.now() };
  const { blobKeys } = metadata;
  const checks = {
    blobKeys,
    inspection: files.inspection,
    clock: { now: () => new Date(time.now) },
  };
  t.deepEqual((await checkKeptDue(config, checks)).found, []);
  const store = storeOf(required().ceph, 'locked', engines.s3.prefix);
  t.teardown(() => store.close());
  let last = '';
  const listed = store.client.listObjects('locked', `${engines.s3.prefix}blobs/`, true);
  for await (const { name = '' } of listed) last = name;
  await store.client.putObject('locked', last, 'other octets');
  time.now += 90 * 24 * 3_600_000;
  const { found } = await checkKeptDue(config, checks);
  t.deepEqual(
    found.map(({ store: where, kind }) => [where, kind]),
    [['documents', 'changed']],
  );
});

/** Retention and hold of every object of the service, as the store tells them. */
async function locks({ s3 }: EngineConfig) {
  const store = storeOf(required().ceph, 'locked', s3.prefix);
  const retention = s3Retention(store, 'compliance');
  const found: RetentionState[] = [];
  for await (const { name = '' } of store.client.listObjects(
    'locked',
    `${s3.prefix}blobs/`,
    true,
  )) {
    found.push(await retention.state(name.slice(`${s3.prefix}blobs/`.length)));
  }
  store.close();
  return found;
}

test("para. 13 (л): the vault's dates reach the bucket, and every later one", async (t) => {
  const config = onEngines({ lock: 'compliance' });
  const { exporter, identities } = await startStage(t, { config });
  const { contract } = await placed(exporter, identities.head, 'to be kept');
  const until = async (date: string, held: boolean) => {
    const wanted = (each: RetentionState) => each.keepUntil === date && each.held === held;
    let found = await locks(config);
    for (const end = Date.now() + 60_000; !found.every(wanted) && Date.now() < end; ) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      found = await locks(config);
    }
    t.true(found.length >= 3); // the document, its signature, the report
    t.deepEqual(
      found.filter((each) => !wanted(each)),
      [],
    );
  };
  // Obligations end on 2027-12-31; no operation is known: held until there is one.
  await until('2032-12-31T21:00:00.000Z', true);
  const path = `/v1/contracts/${contract}`;
  const { headers } = await exporter.get(path);
  const change = { ...PLAIN_CONTRACT, obligationsEnd: '2028-06-30', lastOperation: '2026-02-01' };
  const answer = await exporter.send('PUT', path, {
    headers: { 'content-type': 'application/json', 'if-match': headers.get('etag') ?? '' },
    body: JSON.stringify(change),
  });
  t.is(answer.status, 200, answer.bytes.toString());
  // A hold may be a court's by now: it is not lifted.
  await until('2033-06-30T21:00:00.000Z', true);
});

const refused: readonly (readonly [string, () => Partial<Config>, RegExp])[] = [
  [
    'no such bucket',
    () => onEngines({ bucket: 'nowhere' }),
    /s3: bucket nowhere: NoSuchBucket: make/,
  ],
  ['another secret', () => ({ ...onEngines(), s3SecretKey: 'no' }), /the secret key is another/],
  ['an unknown key', () => ({ ...onEngines(), s3AccessKey: 'no' }), /access key is not known/],
  ['a file that is not there', () => ({ ...onEngines(), s3SecretKeyFile: '/none' }), /cannot read/],
  [
    'a bucket without lock',
    () => onEngines({ bucket: 'unlocked', lock: 'compliance' }),
    /s3\.lock: /,
  ],
];

for (const [title, config, words] of refused) {
  test(`${title}: the service does not start and says what to do`, async (t) => {
    const error = await t.throwsAsync(startStage(t, { config: config() }), {
      instanceOf: ConfigError,
    });
    t.regex(error?.message ?? '', words);
  });
}

test('an access key without its secret: the service does not start', async (t) => {
  const { s3SecretKey: _secret, ...config } = onEngines();
  const error = await t.throwsAsync(startStage(t, { config }), { instanceOf: ConfigError });
  t.regex(error?.message ?? '', /s3 needs s3AccessKey/);
});

test('a Redis that evicts is refused; one that does not answer is said, and is no hindrance', async (t) => {
  const evicting = await startRedis({ policy: 'allkeys-lru' });
  t.teardown(() => evicting.end());
  const error = await t.throwsAsync(startStage(t, { config: { redis: evicting.url } }), {
    instanceOf: ConfigError,
  });
  t.regex(error?.message ?? '', /redis: maxmemory-policy is allkeys-lru: set it to noeviction/);
  await evicting.kill();
  const stage = await startStage(t, { config: { redis: evicting.url } });
  t.like(await ready(stage), { documents: 'files', jobs: 'in this process, Redis unavailable' });
});

/** Sends a document until it is taken; answers what was said on the way. */
async function insist(t: ExecutionContext, stage: Stage, path: string, content: string) {
  const request = await placeRequest(stage.identities.head, content);
  const statuses: number[] = [];
  for (;;) {
    const answer = await stage.exporter.place(path, request);
    statuses.push(answer.status);
    if (answer.status === 201) return { location: answer.headers.get('location') ?? '', statuses };
    t.is(answer.json['type'], 'urn:okno:problem:storage-unavailable', answer.bytes.toString());
    t.regex(answer.headers.get('retry-after') ?? '', /^\d+$/);
  }
}

test('the S3 gateway is killed during intake: 503, nothing acknowledged is lost, and it goes on by itself', async (t) => {
  const [ceph, redis] = await Promise.all([startCeph(), startRedis()]);
  t.teardown(() => ceph.end());
  t.teardown(() => redis.end());
  const store = storeOf(ceph);
  await store.client.makeBucket('locked', 'us-east-1', { ObjectLocking: true });
  store.close();
  const stage = await startStage(t, { config: onEngines({}, { ceph, redis }) });
  const contract = await registerContract(stage.exporter);
  const path = `/v1/contracts/${contract}/documents`;
  const kept: { readonly location: string; readonly content: string }[] = [];
  const statuses: number[] = [];
  const writer = async (name: string) => {
    for (let n = 0; n < 6; n += 1) {
      const content = `document ${n} of ${name}`;
      const placed = await insist(t, stage, path, content);
      kept.push({ location: placed.location, content });
      statuses.push(...placed.statuses);
    }
  };
  const writing = Promise.all(['a', 'b', 'c'].map(writer));
  for (let kill = 0; kill < 2; kill += 1) {
    const before = kept.length;
    while (kept.length < before + 3) await new Promise((resolve) => setTimeout(resolve, 5));
    await ceph.killGateway();
    const dark = await insistOnce(stage, path);
    t.is(dark, 503);
    t.is((await clientOf(stage.origin).get('/readyz')).status, 503);
    await ceph.startGateway();
  }
  await writing;
  t.true(statuses.includes(503));
  t.is(kept.length, 18);
  for (const { location, content } of kept) {
    const answer = await stage.exporter.get(`${location}/content`);
    t.is(answer.bytes.toString(), content);
  }
  t.like(await ready(stage), { documents: 'S3' });
});

async function insistOnce(stage: Stage, path: string): Promise<number> {
  const request = await placeRequest(stage.identities.head, 'while it is dark');
  return (await stage.exporter.place(path, request)).status;
}
