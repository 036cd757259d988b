import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { ExecutionContext } from 'ava';
import BetterSqlite3 from 'better-sqlite3';
import { POSTGRES_NPM } from '../../../test-fixtures/postgres/engines.ts';
import {
  type PostgresServer,
  startPostgres,
} from '../../../test-fixtures/postgres/start-postgres.ts';
import { testOn } from '../../../test-fixtures/postgres/test-on.ts';
import type { Metadata } from '../../../vault/ports/metadata.ts';
import { everything } from '../../contracts/everything.ts';
import { outcome } from '../../contracts/outcome.ts';
import * as sample from '../../contracts/samples.ts';
import { openSqliteMetadata } from '../sqlite/open-sqlite-metadata.ts';
import { openPostgresMetadata } from './open-postgres-metadata.ts';

const test = testOn(POSTGRES_NPM);

async function start(
  t: ExecutionContext,
  settings: readonly string[] = [],
): Promise<PostgresServer> {
  const server = await startPostgres(POSTGRES_NPM, settings);
  t.teardown(() => server.stop());
  return server;
}

async function open(t: ExecutionContext, url: string): Promise<Metadata> {
  const store = await openPostgresMetadata({ url });
  t.teardown(() => store.close());
  return store;
}

test('what was committed and sequenced is there for a second process, and after the server died', async (t) => {
  const server = await start(t);
  const url = await server.newSchema();
  const first = await open(t, url);
  await first.commit({ ...sample.placement('d', 1), jobs: [sample.job('j', sample.NOON)] });
  await first.commit({ entries: [sample.entry('later')] });
  await first.journal.sequence(sample.batch(0, ['d-1']));
  const before = await everything(first);
  t.deepEqual(await everything(await open(t, url)), before);
  await server.kill();
  t.is(await outcome(first.commit({ entries: [sample.entry('lost')] })), 'unavailable');
  t.is(await outcome(first.journal.head()), 'unavailable');
  await server.start();
  t.deepEqual(await everything(first), before);
  t.is(await outcome(first.commit({ entries: [sample.entry('found')] })), 'done');
  t.is((await first.takeJobs(sample.NOON, 9, 1)).length, 1);
});

test('of changes by two processes at once one wins, the others are stale', async (t) => {
  const server = await start(t);
  const url = await server.newSchema();
  const stores = [await open(t, url), await open(t, url)];
  await stores[0]?.commit({ contracts: [sample.contract('c')] });
  const outcomes = await Promise.all(
    stores.flatMap((store) =>
      Array.from({ length: 10 }, () =>
        outcome(store.commit({ contracts: [sample.contract('c', { revision: 2 })] })),
      ),
    ),
  );
  t.is(outcomes.filter((each) => each === 'done').length, 1);
  t.is(outcomes.filter((each) => each === 'stale').length, 19);
});

test('transactions that stand in each other’s way all end well', async (t) => {
  const server = await start(t, ['deadlock_timeout=20ms']);
  const url = await server.newSchema();
  const [first, second] = [await open(t, url), await open(t, url)];
  const [a, b] = [sample.participant('a'), sample.participant('b')];
  const outcomes = await Promise.all(
    Array.from({ length: 40 }, (_, n) => {
      const participants = n % 2 === 0 ? [a, b] : [b, a];
      const changes = { participants, entries: [sample.entry(`e${n}`)] };
      return outcome((n % 3 === 0 ? first : second).commit(changes));
    }),
  );
  t.deepEqual(new Set(outcomes), new Set(['done']));
  t.is((await first.journal.pending(100)).length, 40);
  const [statistics] = await server.query(
    'SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()',
  );
  t.log(`deadlocks: ${String(statistics?.['deadlocks'])}`);
});

/** Ends every connection but the one that asks. */
async function endConnections(server: PostgresServer): Promise<void> {
  await server.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`,
  );
}

for (const setting of [
  'fsync=off',
  'full_page_writes=off',
  'synchronous_commit=off',
  'default_transaction_read_only=on',
]) {
  test(`a server with ${setting} is refused`, async (t) => {
    const server = await start(t, [setting]);
    const error = await t.throwsAsync(openPostgresMetadata({ url: server.url() }), {
      name: 'StorageError',
    });
    t.regex(error?.message ?? '', /not durable: .*(off|on) \(must be/);
  });
}

test('a setting that is lost later is seen at the next connection', async (t) => {
  const server = await start(t);
  const url = await server.newSchema();
  const store = await open(t, url);
  await server.query('ALTER ROLE okno SET synchronous_commit = off');
  await endConnections(server);
  t.is(await outcome(store.commit({ entries: [sample.entry('e')] })), 'unavailable');
  t.is(await outcome(store.commit({ entries: [sample.entry('e')] })), 'unavailable');
  await server.query('ALTER ROLE okno RESET synchronous_commit');
  t.is(await outcome(store.commit({ entries: [sample.entry('e')] })), 'done');
});

test('tables of another program are refused, and a database of a newer one', async (t) => {
  const server = await start(t);
  const foreign = await server.newSchema();
  await server.query('CREATE TABLE test1.theirs (x int)');
  t.is(await outcome(openPostgresMetadata({ url: foreign })), 'corrupt');
  const newer = await server.newSchema();
  await (await openPostgresMetadata({ url: newer })).close();
  await server.query('UPDATE test2.okno_store SET version = 9999');
  t.is(await outcome(openPostgresMetadata({ url: newer })), 'unavailable');
});

test('processes that start at once on an empty database make one schema', async (t) => {
  const server = await start(t);
  const url = await server.newSchema();
  const stores = await Promise.all(Array.from({ length: 6 }, () => open(t, url)));
  for (const store of stores) t.is(await store.journal.head(), undefined);
});

test('no server, a wrong name, no right: unavailable, and it says so', async (t) => {
  const server = await start(t);
  const nowhere = 'postgres://okno@localhost/okno?host=/nonexistent';
  t.is(await outcome(openPostgresMetadata({ url: nowhere })), 'unavailable');
  const wrong = server.url().replace('/postgres?', '/none?');
  const error = await t.throwsAsync(openPostgresMetadata({ url: wrong }));
  t.regex(error?.message ?? '', /3D000: database "none" does not exist/);
});

test('connections that the server ends are replaced; a commit under way is refused, not lost silently', async (t) => {
  const server = await start(t);
  const store = await open(t, await server.newSchema());
  await store.commit({ contracts: [sample.contract('c')] });
  let number = 0;
  const done: string[] = [];
  let refused = 0;
  const ending = { now: false };
  const load = Array.from({ length: 4 }, async () => {
    while (!ending.now) {
      number += 1;
      const id = `e${number}`;
      if ((await outcome(store.commit({ entries: [sample.entry(id)] }))) === 'done') done.push(id);
      else refused += 1;
    }
  });
  for (let round = 0; round < 5; round += 1) {
    const before = done.length;
    while (done.length < before + 5) await wait(2);
    await endConnections(server);
  }
  ending.now = true;
  await Promise.all(load);
  t.true(refused > 0);
  const kept = new Set((await store.journal.pending(100_000)).map(({ id }) => id));
  t.deepEqual(
    done.filter((id) => !kept.has(id)),
    [],
  );
});

test('a text with U+0000 is found nowhere and refused as corrupt', async (t) => {
  const server = await start(t);
  const store = await open(t, await server.newSchema());
  t.is(await store.document('a\0'), undefined);
  t.is(
    await outcome(
      store.commit({ sessions: [{ tokenHash: '\0', principal: '{}', expiresAt: sample.NOON }] }),
    ),
    'corrupt',
  );
  const entry = { ...sample.entry('e'), content: { text: 'a\0b \ud800' } };
  await store.commit({ entries: [entry] });
  t.deepEqual(await store.journal.pending(1), [entry]);
  await store.commit({ jobs: [sample.job('j', sample.NOON)] });
  await store.postponeJob('j', sample.NOON, 'said \0');
  t.is((await store.failingJobs(1))[0]?.failure, 'said \uFFFD');
});

test('the tables are those of SQLite, column by column', async (t) => {
  const server = await start(t);
  const url = await server.newSchema();
  await open(t, url);
  const folder = await mkdtemp(join(tmpdir(), 'okno-tables-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const file = join(folder, 'metadata.sqlite');
  const sqlite = await openSqliteMetadata({ file });
  await sqlite.close();
  const db = new BetterSqlite3(file, { readonly: true });
  const ours = await server.query(
    `SELECT table_name || '.' || column_name AS name FROM information_schema.columns
      WHERE table_schema = 'test1' AND table_name <> 'okno_store'`,
  );
  const theirs = db
    .prepare(
      `SELECT m.name || '.' || c.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c
        WHERE m.type = 'table' AND m.name NOT IN ('store', 'sqlite_sequence')`,
    )
    .pluck()
    .all();
  db.close();
  t.deepEqual(ours.map(({ name }) => String(name)).toSorted(), theirs.map(String).toSorted());
});
