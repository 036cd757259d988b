// The log had other keys before: what each of them signed is held to what is said of it.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { dispatch } from './cli.ts';
import { compose } from './compose.ts';
import { command, forget, scratch } from './rebuild.fixture.ts';
import { configOf, enter, placed, startStage } from './service.fixture.ts';

const PORTS = { clock: { now: () => new Date() }, log: { write: () => undefined } };

/** A vault whose service went on after each of these changes of the log's key; its database is gone. */
async function rolledOver(t: ExecutionContext, ...changes: readonly (readonly string[])[]) {
  const data = await scratch(t);
  const stage = await startStage(t, { data });
  await placed(stage.exporter, stage.identities.head, 'Договор');
  await stage.service.close();
  const first = await readFile(join(data, 'keys', 'log.vkey'), 'utf8');
  for (const change of changes) {
    await okno(data, ['keys', ...change]);
    const service = await compose(configOf(data, {}), PORTS);
    const { port } = await service.listen();
    const exporter = await enter(`http://127.0.0.1:${port}`, stage.identities.head);
    await placed(exporter, stage.identities.head, change.join(' '));
    await service.close();
  }
  await forget(data, 'okno.sqlite');
  return { data, first };
}

async function okno(data: string, args: readonly string[]): Promise<void> {
  const config = join(data, '..', 'okno.json');
  await writeFile(config, JSON.stringify({ data, logName: 'okno.test/journal' }));
  const said: string[] = [];
  const out = { write: (text: string) => said.push(text) };
  const code = await dispatch([...args, '--config', config], {
    ...{ stdout: out, stderr: out, environment: {}, cwd: data, now: () => new Date() },
  });
  if (code !== 0) throw new Error(said.join(''));
}

const compromised = () => ['compromised-log', '--at', new Date().toISOString()];

test('after the log key was replaced, and the next one declared compromised, the archive makes everything again', async (t) => {
  const { data } = await rolledOver(t, ['replace-log'], compromised());
  const { code, stderr, report } = await command(data);
  t.is(code, 0, stderr);
  t.like(report, { documents: 3, lastHead: 'agrees', pending: [] });
  await (await compose(configOf(data, {}), PORTS)).close(); // and it goes on
});

test('who holds the first key only takes the next by the signed statement, and not without it', async (t) => {
  const { data, first } = await rolledOver(t, ['replace-log']);
  const key = ['--log-key', first.trim()];
  const refused = await command(data, ...key);
  t.is(refused.code, 3);
  t.regex(refused.stderr, /segment \d+ is not signed by the log: unknown-key/);
  const folder = join(data, 'keys', 'statements');
  const [statement = ''] = await readdir(folder);
  const taken = await command(data, ...key, '--key-statement', join(folder, statement));
  t.is(taken.code, 0, taken.stderr);
});

test('an archive that nothing but a compromised key vouches for is refused', async (t) => {
  const { data, first } = await rolledOver(t);
  const { code, stderr } = await command(data, '--log-key', await dated(data, first));
  t.is(code, 3);
  t.regex(stderr, /the last segment, \d+, is signed by a key that is compromised/);
  t.is((await command(data, '--log-key', first.trim())).code, 0);
});

async function dated(data: string, vkey: string): Promise<string> {
  const file = join(data, 'fallen.vkey');
  await writeFile(file, `${vkey.trim()} compromised 2026-01-01T00:00:00.000Z\n`);
  return file;
}
