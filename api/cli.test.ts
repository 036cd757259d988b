import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { languageOf } from '../verify/cli/locale.ts';
import { callerFolder } from './cli/ports.ts';
import { dispatch } from './cli.ts';

async function okno(args: readonly string[], environment: Record<string, string> = {}) {
  const out = { stdout: '', stderr: '' };
  const code = await dispatch(args, {
    stdout: { write: (text) => (out.stdout += text) },
    stderr: { write: (text) => (out.stderr += text) },
    environment,
    cwd: '/',
    now: () => new Date(),
  });
  return { code, ...out };
}

test('an unknown command is a usage error (64) that names it and shows what there is', async (t) => {
  const { code, stdout, stderr } = await okno(['verfy'], { LANG: 'en_US.UTF-8' });
  t.is(code, 64);
  t.is(stdout, '');
  t.regex(stderr, /unknown command “verfy”[\s\S]*okno verify/);
});

test('names of object properties are no commands', async (t) => {
  for (const name of ['constructor', '__proto__', 'toString']) t.is((await okno([name])).code, 64);
});

test('help goes to stdout when asked for, to stderr when nothing was', async (t) => {
  t.is((await okno(['help'])).code, 0);
  t.regex((await okno(['--help'])).stdout, /okno serve/);
  const { code, stderr } = await okno([]);
  t.is(code, 64);
  t.regex(stderr, /okno serve/);
});

test('the language is --lang, else LC_ALL, LC_MESSAGES, LANG, else Russian', async (t) => {
  t.regex((await okno(['help'])).stdout, /запустить службу/);
  t.regex((await okno(['help'], { LANG: 'C' })).stdout, /run the service/);
  t.regex((await okno(['help', '--lang', 'en'])).stdout, /run the service/);
  t.is(languageOf([], { LC_ALL: 'ru_RU.UTF-8', LANG: 'en_US' }), 'ru');
  t.is(languageOf(['--lang', 'ru'], { LANG: 'en_US' }), 'ru');
});

test('--lang before the command holds for the command too, one after it more', async (t) => {
  for (const args of [
    ['--lang', 'en', 'verify'],
    ['--lang=en', 'verify'],
  ]) {
    t.regex((await okno(args)).stderr, /No file was given/);
    t.regex((await okno([...args, '--lang', 'ru'])).stderr, /Не указан файл/);
    t.regex((await okno([...args.slice(0, -1), 'help'], { LANG: 'ru' })).stdout, /run the service/);
  }
  t.is((await okno(['--lang', 'de', 'verify', '--help'])).code, 64);
});

test('okno help COMMAND is its --help', async (t) => {
  for (const name of ['verify', 'path', 'serve']) {
    const { code, stdout } = await okno(['help', name]);
    t.deepEqual([code, stdout], [0, (await okno([name, '--help'])).stdout]);
    t.true(stdout.includes(name) && stdout !== (await okno(['help'])).stdout);
  }
});

test('relative paths are the caller’s: INIT_CWD counts only when npm run changed the folder', (t) => {
  const root = fileURLToPath(new URL('..', import.meta.url));
  t.is(callerFolder({ INIT_CWD: '/somewhere' }, root), '/somewhere');
  t.is(callerFolder({ INIT_CWD: '/somewhere' }, '/tmp'), '/tmp');
  t.is(callerFolder({}, '/tmp'), '/tmp');
});

test('the command itself ends with the code of its subcommand', (t) => {
  const cli = fileURLToPath(new URL('cli.ts', import.meta.url));
  const version = spawnSync(process.execPath, [cli, 'version'], { encoding: 'utf8' });
  t.is(version.status, 0);
  t.regex(version.stdout, /^okno-vault \d+\.\d+\.\d+\n$/);
  t.is(spawnSync(process.execPath, [cli, 'nonsense']).status, 64);
});

const CLI = fileURLToPath(new URL('cli.ts', import.meta.url));

/** The command with its answer going to a file, or to a pipe whose reader has gone. */
async function ending(args: readonly string[], stdout: number | 'pipe') {
  const child = spawn(process.execPath, [CLI, ...args], { stdio: ['ignore', stdout, 'pipe'] });
  child.stdout?.destroy();
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text) => (stderr += text));
  const [code, signal] = await once(child, 'close');
  return { code, signal, stderr };
}

for (const args of [['help'], ['requirements'], ['verify', CLI]]) {
  test(`whoever stops reading ends the command without a word, and with no code of a verdict: ${args[0]}`, async (t) => {
    t.deepEqual(await ending(args, 'pipe'), { code: 141, signal: null, stderr: '' });
  });
}

test('an answer that cannot be written is told: 74', async (t) => {
  const full = await open('/dev/full', 'w');
  try {
    const { code, stderr } = await ending(['--lang', 'en', 'help'], full.fd);
    t.is(code, 74);
    t.regex(stderr, /^okno: the answer cannot be written \(ENOSPC\)/);
  } finally {
    await full.close();
  }
});

test('the launcher ends as the command does', (t) => {
  const launcher = fileURLToPath(new URL('../bin/okno.mjs', import.meta.url));
  t.is(spawnSync(process.execPath, [launcher, 'nonsense']).status, 64);
  t.is(spawnSync(process.execPath, [launcher, 'version']).status, 0);
});
