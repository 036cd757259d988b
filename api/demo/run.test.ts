// The whole journey over HTTP, as the first command of the README tells it.
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { run } from './run.ts';

async function demo(t: ExecutionContext, args: readonly string[]) {
  const folder = await mkdtemp(join(tmpdir(), 'okno-demo-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const out = { stdout: '', stderr: '' };
  const code = await run([...args, '--lang', 'en'], {
    stdout: { write: (text: string) => (out.stdout += text) },
    stderr: { write: (text: string) => (out.stderr += text) },
    environment: {},
    cwd: folder,
    now: () => new Date(),
  });
  return { code, ...out, folder };
}

const STEPS = [
  /not to be trusted/,
  /para\. 21 .*Signed in/,
  /para\. 13 \(л\) .*registered, УНК/,
  /para\. 26 \(а\), 24 .*PDF.*valid.*received .*placed/,
  /para\. 26 \(б\), 24 .*windows-1251.*valid/,
  /, 24 Second version.*valid/,
  /para\. 4 \(а\), 13 \(з\) .*refused: TOTAL-FAILED, HASH_FAILURE/,
  /para\. 23, 29 .*versions of the contract 1$/,
  /para\. 23, 29 .*versions of the contract 2$/,
  /para\. 23 .*Another bank was refused/,
  /para\. 25 \(г\), 23, 29 .*arrived .*due .*answered/,
  /para\. 13 \(и\) .*verified offline by okno verify: exit code 0/,
  /para\. 4 \(а\) .*one bit changed was refused: exit code 1/,
];

test('okno demo --once tells each step with its paragraph, in order, and ends with 0', async (t) => {
  const { code, stdout, stderr, folder } = await demo(t, ['--once']);
  t.is(code, 0, stderr);
  t.is(stderr, '');
  const lines = stdout.split('\n');
  let at = -1;
  for (const step of STEPS) {
    const found = lines.findIndex((line, index) => index > at && step.test(line));
    t.true(found > at, `${step} after line ${at} of\n${stdout}`);
    at = found;
  }
  t.notRegex(stdout, /#ticket=/);
  t.true((await readdir(join(folder, 'okno-demo'))).includes('evidence.zip'));
});

test('a folder that holds something else is not wiped: 1, and it says so', async (t) => {
  const data = await mkdtemp(join(tmpdir(), 'okno-other-'));
  t.teardown(() => rm(data, { recursive: true, force: true }));
  await writeFile(join(data, 'letter.txt'), 'mine');
  const { code, stderr } = await demo(t, ['--once', '--data', data]);
  t.is(code, 1);
  t.regex(stderr, /okno demo: /);
  t.is(await readFile(join(data, 'letter.txt'), 'utf8'), 'mine');
});

test('an unknown option or a port that is none is a usage error (64)', async (t) => {
  for (const args of [['--onec'], ['--port', '70000']]) t.is((await demo(t, args)).code, 64);
});
