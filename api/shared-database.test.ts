// Two services over one PostgreSQL answer as one: what one has begun the other goes on with.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { runPeer } from '../test-fixtures/peers/peer-test.ts';
import { scratchFolder } from '../test-fixtures/peers/scratch-folder.ts';
import { POSTGRES_NPM } from '../test-fixtures/postgres/engines.ts';
import { startPostgres } from '../test-fixtures/postgres/start-postgres.ts';
import { testOn } from '../test-fixtures/postgres/test-on.ts';
import { JournalError } from '../vault/journal/journal-error.ts';
import { run } from './cli/keys.ts';
import { clientOf, sendSignedChallenge, signedChallenge } from './client.fixture.ts';
import { compose } from './compose.ts';
import { ConfigError } from './config.ts';
import {
  algorithms,
  configOf,
  placed,
  placeRequest,
  type Stage,
  startStage,
} from './service.fixture.ts';

const test = testOn(POSTGRES_NPM);

/** The stage's service and one more over the same data. */
async function startTwo(
  t: ExecutionContext,
): Promise<{ first: Stage; second: string; shared: object }> {
  const database = await startPostgres(POSTGRES_NPM);
  t.teardown(() => database.stop());
  const shared = {
    database: await database.newSchema(),
    lastHead: (await scratchFolder(t))('last-head'),
    origin: 'https://okno.test',
  };
  const first = await startStage(t, { config: shared });
  const service = await compose(configOf(first.data, shared), {
    clock: { now: () => new Date() },
    log: { write: () => undefined },
    serverLimits: { closeGrace: 500 },
  });
  t.teardown(() => service.close());
  const { port } = await service.listen();
  return { first, second: `http://127.0.0.1:${port}`, shared };
}

test('a challenge of one process opens a session at the other, once; so does a one-time link', async (t) => {
  const { first, second } = await startTwo(t);
  const cms = await signedChallenge(first.origin, first.identities.head, algorithms);
  const opened = await sendSignedChallenge(second, cms);
  t.is(opened.status, 201);
  const again = await sendSignedChallenge(first.origin, cms);
  t.is(again.status, 401);
  t.regex(String(again.json['detail']), /used before/);

  const client = clientOf(first.origin, String(opened.json['token']));
  const { json } = await client.post('/v1/session/tickets', {});
  const ticket = new URL(String(json['link'])).hash.replace('#ticket=', '');
  t.is((await clientOf(second, `ticket ${ticket}`).get('/v1/session')).status, 401);
  t.is((await clientOf(second).post('/v1/sign-in/tickets', { ticket })).status, 201);
  t.is((await clientOf(first.origin).post('/v1/sign-in/tickets', { ticket })).status, 401);
});

test('what is placed at one that follows has its receipts, is repeated by the other, and found by both', async (t) => {
  const { first, second } = await startTwo(t);
  const engines = async (origin: string) => (await clientOf(origin).get('/readyz')).json['engines'];
  t.like(await engines(first.origin), { metadata: 'PostgreSQL', journal: 'leads' });
  t.like(await engines(second), { journal: 'follows' });
  const token = await tokenOf(first);
  const [here, there] = [clientOf(first.origin, token), clientOf(second, token)];
  const { contract } = await placed(here, first.identities.head, 'the first document');
  const request = await placeRequest(first.identities.head, 'placed at the second');
  const path = `/v1/contracts/${contract}/documents`;
  const answer = await there.place(path, request);
  t.is(answer.status, 201);
  const repeated = await here.place(path, request);
  t.deepEqual(Buffer.from(repeated.bytes), Buffer.from(answer.bytes));
  const version = answer.headers.get('location') ?? '';
  t.deepEqual((await here.get(version)).json, (await there.get(version)).json);

  await first.service.close();
  const next = await placeRequest(first.identities.head, 'after the first has left');
  t.is((await there.place(path, next)).status, 201);
  t.like(await engines(second), { journal: 'leads' });
});

test('a command that needs the service stopped is refused while one process runs', async (t) => {
  const { first, shared } = await startTwo(t);
  const file = join(first.data, 'command.json');
  await writeFile(
    file,
    JSON.stringify({ data: first.data, logName: 'okno.test/journal', ...shared }),
  );
  const said: string[] = [];
  const sink = { write: (text: string) => said.push(text) };
  const ports = {
    stdout: sink,
    stderr: sink,
    environment: {},
    cwd: first.data,
    now: () => new Date(),
  };
  t.is(await run(['replace-log', '--config', file], ports), 69);
  t.regex(said.join(''), /the service runs on this database: stop it first/);
});

test('without a place for the last head that all see nothing starts', async (t) => {
  const database = await startPostgres(POSTGRES_NPM);
  t.teardown(() => database.stop());
  const config = { database: await database.newSchema() };
  const error = await t.throwsAsync(startStage(t, { config }), { instanceOf: ConfigError });
  t.regex(error?.message ?? '', /lastHead must be set/);
});

test('an old copy of the database, restored, is refused: the last head lies outside', async (t) => {
  const database = await startPostgres(POSTGRES_NPM);
  t.teardown(() => database.stop());
  const shared = {
    database: await database.newSchema(),
    lastHead: (await scratchFolder(t))('last-head'),
  };
  const stage = await startStage(t, { config: shared });
  const [data, copy] = [join(database.folder, 'data'), join(database.folder, 'copy')];
  const replaceBy = async (from: string, to: string) => {
    await database.kill();
    await runPeer('rm', ['-rf', to]);
    await runPeer('cp', ['-a', from, to]);
    await database.start();
  };
  await replaceBy(data, copy);
  await placed(stage.exporter, stage.identities.head, 'placed after the copy was made');
  await stage.service.close();
  await replaceBy(copy, data);
  const ports = { clock: { now: () => new Date() }, log: { write: () => undefined } };
  const error = await t.throwsAsync(compose(configOf(stage.data, shared), ports), {
    instanceOf: JournalError,
  });
  t.is(error?.code, 'fork');
});

async function tokenOf({ origin, identities }: Stage): Promise<string> {
  const cms = await signedChallenge(origin, identities.head, algorithms);
  return String((await sendSignedChallenge(origin, cms)).json['token']);
}
