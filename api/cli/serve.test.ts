// `okno serve` as an operator sees it: clear words and codes when it cannot start, an orderly end.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { prepareKeys, startPki } from '../service.fixture.ts';

const CLI = fileURLToPath(new URL('../cli.ts', import.meta.url));

function okno(t: ExecutionContext, args: readonly string[], environment: Record<string, string>) {
  const child = spawn(process.execPath, [CLI, 'serve', ...args], {
    env: { PATH: process.env['PATH'], LANG: 'en', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  t.teardown(() => void child.kill('SIGKILL'));
  return child;
}

async function endOf(child: ChildProcess): Promise<{ code: number | null; stderr: string }> {
  let stderr = '';
  child.stderr?.on('data', (piece) => {
    stderr += String(piece);
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, stderr };
}

/** The origin, from the line `listening` of the log. */
async function listening(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('no stdout');
  for await (const line of createInterface({ input: child.stdout })) {
    const { event, origin } = JSON.parse(line);
    if (event === 'listening') return origin;
  }
  throw new Error('ended without listening');
}

async function folder(t: ExecutionContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'okno-serve-'));
  t.teardown(() => rm(path, { recursive: true, force: true }));
  return path;
}

test('it answers, makes its log key for itself alone, and ends with 0 on SIGTERM', async (t) => {
  const data = await folder(t);
  await prepareKeys(data, await startPki(t));
  const child = okno(t, [], { OKNO_DATA: data, OKNO_PORT: '0' });
  const ended = endOf(child);
  const origin = await listening(child);
  t.is((await fetch(`${origin}/readyz`)).status, 200);
  t.is((await stat(join(data, 'keys', 'log.key'))).mode & 0o777, 0o600);
  t.regex(
    await readFile(join(data, 'keys', 'log.vkey'), 'utf8'),
    /^okno-vault\.example\/journal\+/,
  );
  child.kill('SIGTERM');
  t.deepEqual(await ended, { code: 0, stderr: '' });
});

test('the page and its parts are served, and nothing beside them', async (t) => {
  const data = await folder(t);
  await prepareKeys(data, await startPki(t));
  const child = okno(t, [], { OKNO_DATA: data, OKNO_PORT: '0' });
  const origin = await listening(child);
  const page = await fetch(`${origin}/`);
  t.regex(page.headers.get('content-type') ?? '', /^text\/html/);
  t.regex(page.headers.get('content-security-policy') ?? '', /script-src 'self'/);
  t.notRegex(page.headers.get('content-security-policy') ?? '', /unsafe/);
  const script = await fetch(`${origin}/assets/app.js`);
  t.regex(script.headers.get('content-type') ?? '', /^text\/javascript/);
  const etag = script.headers.get('etag') ?? '';
  const again = await fetch(`${origin}/assets/app.js`, { headers: { 'if-none-match': etag } });
  t.is(again.status, 304);
  for (const path of ['/assets/pages.test.ts', '/assets/..%2fcompose.ts', '/assets/index.html']) {
    t.is((await fetch(`${origin}${path}`)).status, 404, path);
  }
});

test('without a seal it says what to put where (78)', async (t) => {
  const data = await folder(t);
  const { code, stderr } = await endOf(okno(t, [], { OKNO_DATA: data, OKNO_PORT: '0' }));
  t.is(code, 78);
  t.regex(stderr, /no seal in .*keys: put seal\.p12 there/);
});

test('an unknown option is 64, a mistyped setting 78', async (t) => {
  const option = await endOf(okno(t, ['--prot', '1'], {}));
  t.is(option.code, 64);
  t.regex(option.stderr, /--prot[\s\S]*okno serve \[--config/);
  const setting = await endOf(okno(t, [], { OKNO_PROT: '1' }));
  t.is(setting.code, 78);
  t.regex(setting.stderr, /unknown variable OKNO_PROT/);
});

test('an algorithm provider that is not there, or is none, is 78', async (t) => {
  const data = await folder(t);
  for (const [providers, words] of [
    ['node-crypto,not-installed-anywhere', /provider-not-found: not-installed-anywhere/],
    [fileURLToPath(import.meta.resolve('../openapi.json')), /provider-fails/],
  ] as const) {
    const environment = { OKNO_DATA: data, OKNO_PORT: '0', OKNO_PROVIDERS: providers };
    const { code, stderr } = await endOf(okno(t, [], environment));
    t.is(code, 78);
    t.regex(stderr, words);
  }
});

test('a port that is taken is 69', async (t) => {
  const data = await folder(t);
  await prepareKeys(data, await startPki(t));
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  t.teardown(() => void other.close());
  const address = other.address();
  const port = typeof address === 'object' && address !== null ? String(address.port) : '';
  const { code, stderr } = await endOf(okno(t, [], { OKNO_DATA: data, OKNO_PORT: port }));
  t.is(code, 69);
  t.regex(stderr, /EADDRINUSE/);
});

test('a second service on the same data is refused (69)', async (t) => {
  const data = await folder(t);
  await prepareKeys(data, await startPki(t));
  const first = okno(t, [], { OKNO_DATA: data, OKNO_PORT: '0' });
  await listening(first);
  const { code } = await endOf(okno(t, [], { OKNO_DATA: data, OKNO_PORT: '0' }));
  t.is(code, 69);
});

test('a log with entries whose key is gone is not continued under a new one (78)', async (t) => {
  const data = await folder(t);
  await prepareKeys(data, await startPki(t));
  const operator = JSON.stringify({ name: 'ТЕСТ', inn: '9905000056' });
  const environment = { OKNO_DATA: data, OKNO_PORT: '0', OKNO_OPERATOR: operator };
  const first = okno(t, [], environment);
  const ended = endOf(first);
  await listening(first);
  first.kill('SIGTERM');
  t.is((await ended).code, 0);
  await rm(join(data, 'keys', 'log.key'));
  const { code, stderr } = await endOf(okno(t, [], environment));
  t.is(code, 78);
  t.regex(stderr, /its key .*log\.key is missing/);
});
