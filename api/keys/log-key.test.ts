import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { ConfigError } from '../config.ts';
import { logKey } from './log-key.ts';

async function newData(t: ExecutionContext): Promise<string> {
  const data = await mkdtemp(join(tmpdir(), 'okno-keys-'));
  t.teardown(() => rm(data, { recursive: true }));
  return data;
}

test('the key of an empty log is made once, for the service alone to read', async (t) => {
  const data = await newData(t);
  const made = await logKey(data, true);
  const file = join(data, 'keys', 'log.key');
  t.is((await stat(file)).mode & 0o777, 0o600);
  t.is((await stat(join(data, 'keys'))).mode & 0o777, 0o700);
  t.deepEqual(await readdir(join(data, 'keys')), ['log.key']);
  const again = await logKey(data, false);
  t.deepEqual(again.publicKey, made.publicKey);
});

test('half a key that a crash left under another name is not taken for the key', async (t) => {
  const data = await newData(t);
  await logKey(data, true);
  const file = join(data, 'keys', 'log.key');
  await rm(file);
  await writeFile(`${file}.new`, '-----BEGIN PRIVATE');
  await logKey(data, true);
  t.regex(await readFile(file, 'utf8'), /^-----BEGIN PRIVATE KEY-----\n/);
});

test('a log with entries never gets a new key', async (t) => {
  const data = await newData(t);
  await t.throwsAsync(logKey(data, false), { instanceOf: ConfigError });
  t.deepEqual(await readdir(data), []);
});
