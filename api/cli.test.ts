import { spawnSync } from 'node:child_process';
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
