import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { ConfigError, readConfig } from './config.ts';

async function fileWith(text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'okno-config-'));
  const file = join(folder, 'okno.json');
  await writeFile(file, text);
  return file;
}

test('without any setting the service keeps to loopback and to the current folder', async (t) => {
  const config = await readConfig({ environment: {}, cwd: '/srv' });
  t.like(config, { data: '/srv/okno-data', host: '127.0.0.1', port: 8080, behindProxy: false });
});

test('the environment wins over the file; paths are relative to where they were written', async (t) => {
  const file = await fileWith('{"data": "archive", "port": 9000, "host": "0.0.0.0"}');
  const config = await readConfig({ file, environment: { OKNO_PORT: '9001' }, cwd: '/srv' });
  t.like(config, { data: join(file, '..', 'archive'), port: 9001, host: '0.0.0.0' });
  const other = await readConfig({ file, environment: { OKNO_DATA: 'x' }, cwd: '/srv' });
  t.is(other.data, '/srv/x');
});

test('the last signed head may lie outside the data folder; its path is relative like any other', async (t) => {
  const file = await fileWith('{"lastHead": "elsewhere/head.json"}');
  const fromFile = await readConfig({ file, environment: {}, cwd: '/srv' });
  t.is(fromFile.lastHead, join(file, '..', 'elsewhere', 'head.json'));
  const environment = { OKNO_LAST_HEAD: 'head.json' };
  t.is((await readConfig({ file, environment, cwd: '/srv' })).lastHead, '/srv/head.json');
  t.false('lastHead' in (await readConfig({ environment: {}, cwd: '/srv' })));
});

test("the folder of the journal's public files is relative to where it was written, and none by default", async (t) => {
  const file = await fileWith('{"journalFolder": "public/journal"}');
  const fromFile = await readConfig({ file, environment: {}, cwd: '/srv' });
  t.is(fromFile.journalFolder, join(file, '..', 'public', 'journal'));
  t.false('journalFolder' in (await readConfig({ environment: {}, cwd: '/srv' })));
});

test('providers are names, packages or files; files are relative to where they were written', async (t) => {
  const file = await fileWith('{"providers": ["node-crypto", "./csp.mjs", "a-package"]}');
  const fromFile = await readConfig({ file, environment: {}, cwd: '/srv' });
  t.deepEqual(fromFile.providers, ['node-crypto', join(file, '..', 'csp.mjs'), 'a-package']);
  const environment = { OKNO_PROVIDERS: 'gost,../csp.mjs' };
  const other = await readConfig({ file, environment, cwd: '/srv/okno' });
  t.deepEqual(other.providers, ['gost', '/srv/csp.mjs']);
});

const refused = test.macro({
  exec: async (t, text: string, environment: Record<string, string>, words: RegExp) => {
    const file = await fileWith(text);
    const error = await t.throwsAsync(readConfig({ file, environment, cwd: '/' }), {
      instanceOf: ConfigError,
    });
    t.regex(error?.message ?? '', words);
  },
  title: (name) => `refused with a clear sentence: ${name}`,
});
test('a mistyped setting', refused, '{"prot": 1}', {}, /unknown setting «prot»/);
test('a mistyped variable', refused, '{}', { OKNO_PROT: '1' }, /unknown variable OKNO_PROT/);
test(
  'a port that is none',
  refused,
  '{"port": 70000}',
  {},
  /port must be a number from 0 to 65535/,
);
test('a port with letters', refused, '{}', { OKNO_PORT: '80a' }, /OKNO_PORT must be a number/);
test('an origin with a path', refused, '{"origin": "https://a/b"}', {}, /origin must be an origin/);
test('a log name with a space', refused, '{"logName": "a b"}', {}, /logName may hold neither/);
test('no providers at all', refused, '{"providers": []}', {}, /providers must be a list of names/);
test('providers that are no list', refused, '{"providers": 5}', {}, /must be a list of names/);
test(
  'a provider without a name',
  refused,
  '{}',
  { OKNO_PROVIDERS: 'gost,' },
  /OKNO_PROVIDERS\[1\]/,
);
test('a file that is not JSON', refused, '{', {}, /cannot read .*okno\.json/);
test('a file that holds a list', refused, '[]', {}, /must hold a JSON object/);
test('an operator without a number', refused, '{"operator": {"name": "A"}}', {}, /operator\.inn/);

test('a scanner listens on TCP or on a socket of the machine', async (t) => {
  const scanner = async (given: string) =>
    (await readConfig({ environment: { OKNO_SCANNER: given }, cwd: '/' })).scanner;
  t.deepEqual(await scanner('tcp://127.0.0.1:3310'), { host: '127.0.0.1', port: 3310 });
  t.deepEqual(await scanner('tcp://[::1]:3310'), { host: '::1', port: 3310 });
  t.deepEqual(await scanner('unix:/run/clamav/clamd.ctl'), { path: '/run/clamav/clamd.ctl' });
  t.false('scanner' in (await readConfig({ environment: {}, cwd: '/' })));
});

test('intake may be set stricter than the policy', async (t) => {
  const file = await fileWith(
    '{"intake": {"refuse": ["TRY_LATER"], "graceMinutes": 90, "waitingDays": 7}}',
  );
  const { intake } = await readConfig({ file, environment: {}, cwd: '/' });
  t.is(intake?.signatures.INDETERMINATE.TRY_LATER.decision, 'refuse');
  t.like(intake, { graceSeconds: 5400, waitingSeconds: 7 * 86_400 });
});

for (const [name, text, words] of [
  ['a scanner without a port', '{"scanner": "tcp://127.0.0.1"}', /scanner.*tcp:\/\/HOST:PORT/],
  ['a scanner at a relative path', '{"scanner": "unix:clamd.ctl"}', /scanner.*unix:\/PATH/],
  ['an intake that waits longer', '{"intake": {"waitingDays": 31}}', /intake.*at most/],
  ['an intake with a shorter grace', '{"intake": {"graceMinutes": 59}}', /intake.*at least/],
  ['an intake that accepts more', '{"intake": {"accept": ["REVOKED"]}}', /intake.*«accept»/],
  ['a name that waits for nothing', '{"intake": {"refuse": ["REVOKED"]}}', /intake.*«REVOKED»/],
  ['an intake that is no object', '{"intake": []}', /intake must be an object/],
] as const) {
  test(name, refused, text, {}, words);
}
test(
  'a database by another scheme',
  refused,
  '{"database": "mysql://a/b"}',
  {},
  /must be an address/,
);
test(
  'a database over a network without a word on TLS',
  refused,
  '{"database": "postgres://okno:secret@db.example/okno"}',
  {},
  /^(?!.*secret).*db\.example is reached over a network: say sslmode=verify-full/,
);
test(
  'a database with TLS for whoever answers',
  refused,
  '{}',
  { OKNO_DATABASE: 'postgres://okno@db.example/okno?sslmode=require' },
  /OKNO_DATABASE: .*sslmode=verify-full/,
);

for (const database of [
  'postgres://okno@localhost/okno',
  'postgres:///okno?host=/run/postgresql',
  'postgresql://okno@db.example:5433/okno?sslmode=verify-full&sslrootcert=/etc/okno/ca.pem',
  'postgres://okno@10.0.0.1/okno?sslmode=disable',
]) {
  test(`a database is taken: ${database}`, async (t) => {
    const environment = { OKNO_DATABASE: database, OKNO_DATABASE_PASSWORD_FILE: 'secret' };
    const config = await readConfig({ environment, cwd: '/run' });
    t.like(config, { database, databasePasswordFile: '/run/secret' });
  });
}
