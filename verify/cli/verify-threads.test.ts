import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { threadId } from 'node:worker_threads';
import test, { type ExecutionContext } from 'ava';
import { scratchFolder } from '../../test-fixtures/peers/scratch-folder.ts';
import { CONTENT, MATERIAL, oknoVerify, sign, VALIDATION_DATA } from './signed-files.fixture.ts';

const detached = await sign(true);
const attached = await sign(false);
const text = (value: string) => new TextEncoder().encode(value);

/** More files than one thread is started for: of every dozen two are not valid, or have no signature. */
const MANY: Readonly<Record<string, Uint8Array>> = Object.fromEntries(
  Array.from({ length: 12 }, (_, index): [string, Uint8Array][] => [
    [`${index}.pdf`, index === 5 ? text('another contract') : CONTENT],
    [`${index}.pdf.sig`, detached],
    [`${index}.p7m`, attached],
    [`${index}.txt`, CONTENT],
  ]).flat(),
);

async function judged(t: ExecutionContext, args: readonly string[], more = {}) {
  const files = { ...VALIDATION_DATA, ...MANY, ...more };
  const { at, ...said } = await oknoVerify(t, { files, args: ['.', ...args, ...MATERIAL] });
  return { ...said, stdout: said.stdout.replaceAll(at('.'), '.') };
}

for (const format of ['text', 'json', 'etsi-xml', 'html']) {
  test(`many files on threads have the report and exit code that they have on one: ${format}`, async (t) => {
    const one = await judged(t, ['--format', format, '--threads', '1']);
    const three = await judged(t, ['--format', format, '--threads', '3']);
    t.deepEqual([one.code, one.stderr], [1, '']);
    t.deepEqual(three, one);
  });
}

/** Breaks over one content: as a bug of ours would, or as the system ends what has no memory left. */
const odd = (how: string) => `
import { createNodeCrypto } from ${JSON.stringify(new URL('../../algorithms/node-crypto/provider.ts', import.meta.url).href)};
const sound = createNodeCrypto();
const seen = (octets) => {
  if (Buffer.from(octets).includes('BREAK')) ${how};
};
export default {
  ...sound,
  digests: sound.digests.map((one) => ({
    ...one,
    digest: (octets) => (seen(octets), one.digest(octets)),
    start: () => {
      const stream = one.start();
      return {
        update: (octets) => (seen(octets), stream.update(octets)),
        finish: () => stream.finish(),
      };
    },
  })),
};
`;

for (const [threads, how] of [
  ['1', "throw new Error('told to break')"],
  ['3', "throw new Error('told to break')"],
  ['3', 'process.exit(9)'],
] as const) {
  test(`a file over which the judging breaks has that for its answer, the others theirs: ${how}, --threads ${threads}`, async (t) => {
    const args = ['--format', 'json', '--threads', threads, '--provider', './odd.mjs'];
    const more = { 'odd.mjs': odd(how), '3.pdf': text('BREAK') };
    const { code, stdout, stderr } = await judged(t, args, more);
    t.is(code, 1);
    const { files } = JSON.parse(stdout);
    const broken = files.filter(
      ({ error }: { error?: { code: string } }) => error?.code === 'internal',
    );
    t.deepEqual(
      broken.map(({ path, exitCode }: { path: string; exitCode: number }) => [path, exitCode]),
      [['./3.pdf.sig', 3]],
    );
    t.is(files.filter(({ exitCode }: { exitCode: number }) => exitCode === 0).length, 22);
    t.regex(stderr, /told to break|ended with 9/);
  });
}

const IN_THREAD =
  "throw new Error('in thread ' + process.getBuiltinModule('node:worker_threads').threadId)";

for (const [title, size, elsewhere] of [
  ['small ones in this thread', 1024, false],
  ['large ones in others', 40 * 1024 * 1024, true],
] as const) {
  test(`few files are judged where it is worth it: ${title}`, async (t) => {
    const content = Buffer.concat([text('BREAK'), new Uint8Array(size)]);
    const { stderr } = await oknoVerify(t, {
      files: {
        ...{ ...VALIDATION_DATA, 'odd.mjs': odd(IN_THREAD) },
        ...{ 'a.pdf': content, 'a.pdf.sig': detached, 'b.pdf': content, 'b.pdf.sig': detached },
      },
      args: ['a.pdf', 'b.pdf', '--threads', '2', '--provider', './odd.mjs', ...MATERIAL],
    });
    const threads = [...stderr.matchAll(/Error: in thread (\d+)/g)].map(([, id]) => Number(id));
    t.true(threads.length >= 2, stderr);
    t.true(threads.every((id) => (id !== threadId) === elsewhere));
  });
}

test('Ctrl-C ends the command and its threads in the midst of their work', async (t) => {
  const wait = `{
    process.getBuiltinModule('node:fs').writeSync(2, 'at work');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  }`;
  const files = { ...VALIDATION_DATA, ...MANY, 'odd.mjs': odd(wait), '0.pdf': text('BREAK') };
  const at = await scratchFolder(t, files);
  const cli = fileURLToPath(new URL('../../api/cli.ts', import.meta.url));
  const args = ['verify', '.', '--threads', '3', '--provider', './odd.mjs', ...MATERIAL];
  const child = spawn(process.execPath, [cli, ...args], {
    cwd: at(''),
    env: { ...process.env, INIT_CWD: at('') },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  t.teardown(() => child.kill('SIGKILL'));
  t.is(String((await once(child.stderr, 'data'))[0]), 'at work');
  child.kill('SIGINT');
  t.deepEqual(await once(child, 'exit'), [null, 'SIGINT']);
});
