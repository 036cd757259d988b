// The archive is turned into other engines than it came from: any can be the target.
import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { ExecutionContext } from 'ava';
import { s3Retention } from '../storage/blobs/s3/s3-retention.ts';
import { type S3Store, s3Store } from '../storage/blobs/s3/s3-store.ts';
import { CEPH_PACKAGES, startCeph } from '../test-fixtures/engines/start-ceph.ts';
import { testWith } from '../test-fixtures/peers/peer-test.ts';
import { POSTGRES_NPM } from '../test-fixtures/postgres/engines.ts';
import { startPostgres } from '../test-fixtures/postgres/start-postgres.ts';
import { testOn } from '../test-fixtures/postgres/test-on.ts';
import { compose } from './compose.ts';
import type { Config } from './config.ts';
import { forget, rebuildWith, scratch } from './rebuild.fixture.ts';
import { configOf, enter, placed, registerContract, startStage } from './service.fixture.ts';

const PORTS = { clock: { now: () => new Date() }, log: { write: () => undefined } };

/** A vault with a document, whose database and files are gone. */
async function lost(t: ExecutionContext, config: Partial<Config> = {}) {
  const data = await scratch(t);
  const stage = await startStage(t, { data, config });
  const { version, documentId } = await placed(stage.exporter, stage.identities.head, 'Договор');
  const receipts = `/v1/documents/${documentId}/receipts`;
  const before = (await stage.exporter.get(receipts)).bytes.toString();
  await stage.service.close();
  await forget(data, 'okno.sqlite', 'documents');
  return { data, stage, version, receipts, before };
}

type Lost = Awaited<ReturnType<typeof lost>>;

/** The service goes on over these engines, gives what was kept, and takes more. */
async function goesOn(t: ExecutionContext, facts: Lost, config: Partial<Config>) {
  const service = await compose(configOf(facts.data, config), PORTS);
  t.teardown(() => service.close());
  const { port } = await service.listen();
  const exporter = await enter(`http://127.0.0.1:${port}`, facts.stage.identities.head);
  t.is((await exporter.get(`${facts.version}/content`)).bytes.toString(), 'Договор');
  t.is((await exporter.get(facts.receipts)).bytes.toString(), facts.before);
  t.regex(await registerContract(exporter), /^[\w-]+$/);
  return service;
}

testOn(POSTGRES_NPM)(
  'rebuilt onto PostgreSQL: only an empty one, with the last head and its fork check, and it goes on',
  async (t) => {
    const server = await startPostgres(POSTGRES_NPM);
    t.teardown(() => server.stop());
    const facts = await lost(t);
    const { data } = facts;
    const lastHead = join(data, '..', 'shared-head');
    const database = await server.newSchema();
    const settings = { database, lastHead, origin: 'https://okno.test' };

    // A head that another history has: found where the processes remember it together.
    const known = JSON.parse(await readFile(join(data, 'last-head.json'), 'utf8')) as {
      size: number;
    };
    const other = { size: known.size, root: Buffer.alloc(32, 1).toString('base64') };
    await writeFile(`${lastHead}.1`, JSON.stringify(other));
    const fork = await rebuildWith(data, { ...settings, database: await server.newSchema() });
    t.is(fork.code, 3, fork.stdout);
    t.regex(fork.stderr, /another root was signed/);
    await forget(join(data, '..'), 'shared-head');

    const { code, stderr, report } = await rebuildWith(data, settings);
    t.is(code, 0, stderr);
    t.like(report, { documents: 1, lastHead: 'absent', pending: [], withoutKey: [] });
    const again = await rebuildWith(data, settings);
    t.is(again.code, 69);
    t.regex(again.stderr, /not empty/);
    await (await goesOn(t, facts, settings)).close();

    // What PostgreSQL and its processes archived makes a database of SQLite again, and another PostgreSQL.
    const next = await rebuildWith(data, { ...settings, database: await server.newSchema() });
    t.is(next.code, 0, next.stderr);
    t.is(next.report.lastHead, 'agrees');
    const sqlite = await rebuildWith(data, {});
    t.is(sqlite.code, 0, sqlite.stderr);
  },
);

testWith('radosgw', CEPH_PACKAGES)(
  'rebuilt onto S3: files in the bucket, and para. 13 (л): locked until the dates of the vault',
  async (t) => {
    const ceph = await startCeph();
    t.teardown(() => ceph.end());
    const { endpoint, accessKey, secretKey } = ceph;
    const place = { endpoint, bucket: 'locked', region: 'us-east-1', pathStyle: true };
    const prefix = `${randomBytes(6).toString('hex')}/`;
    const store = s3Store({ ...place, prefix, accessKey, secretKey });
    t.teardown(async () => store.close());
    await store.client.makeBucket('locked', 'us-east-1', { ObjectLocking: true });
    const s3 = { ...place, prefix, lock: 'compliance' } as const;
    const settings = { s3, s3AccessKey: accessKey, s3SecretKey: secretKey };

    const facts = await lost(t);
    const { code, stderr, report } = await rebuildWith(facts.data, settings);
    t.is(code, 0, stderr);
    const names = await namesIn(store);
    t.is(names.length, report.restored);
    t.true(names.length >= 3); // the document, its signature, the report
    const retention = s3Retention(store, 'compliance');
    const states = () => Promise.all(names.map((name) => retention.state(name)));
    t.true((await states()).every(({ keepUntil }) => keepUntil === undefined));

    await goesOn(t, facts, settings);
    const isLocked = (each: Awaited<ReturnType<typeof states>>[number]) =>
      each.keepUntil === '2032-12-31T21:00:00.000Z' && each.held;
    let found = await states();
    for (let attempt = 0; !found.every(isLocked) && attempt < 600; attempt += 1) {
      await setTimeout(100);
      found = await states();
    }
    t.deepEqual(
      found.filter((each) => !isLocked(each)),
      [],
    );
  },
);

async function namesIn({ client, bucket, prefix }: S3Store): Promise<readonly string[]> {
  const folder = `${prefix}blobs/`;
  const names: string[] = [];
  for await (const { name = '' } of client.listObjects(bucket, folder, true)) {
    names.push(name.slice(folder.length));
  }
  return names;
}
