import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, rm } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import test from 'ava';
import { scratchFolder } from '../test-fixtures/peers/scratch-folder.ts';

const MODULE = new URL('./failpoint.ts', import.meta.url).href;
const PASSES = `
  const { failpoint } = await import(${JSON.stringify(MODULE)});
  const { writeSync } = await import('node:fs');
  for (const pass of [1, 2, 3]) {
    failpoint('sequence/sealed');
    failpoint('sequence/stored');
    writeSync(1, String(pass));
  }`;
const IN_THREAD = `
  const { Worker } = await import('node:worker_threads');
  new Worker(${JSON.stringify(PASSES)}, { eval: true });`;

async function run(armed: string | undefined, script = PASSES, whileItRuns = async () => {}) {
  const { OKNO_FAILPOINT: _, ...env } = process.env;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: armed === undefined ? env : { ...env, OKNO_FAILPOINT: armed },
  });
  let said = '';
  child.stdout.on('data', (data: Buffer) => {
    said += data.toString();
  });
  const closed = once(child, 'close');
  await whileItRuns();
  const [code, signal] = await closed;
  return { said, end: signal ?? code };
}

for (const [armed, said, end] of [
  [undefined, '123', 0],
  ['', '123', 0],
  ['sequence/stored', '', 'SIGKILL'],
  ['sequence/stored@3', '12', 'SIGKILL'],
  ['sequence/stored@4', '123', 0],
  ['publish/tiles', '123', 0],
  ['sequence/stores', '', 1], // no such point: the test that armed it must hear so
  ['sequence/stored@0', '', 1],
] as const) {
  test(`armed with ${armed}: says «${said}» and ends with ${end}`, async (t) => {
    t.deepEqual(await run(armed), { said, end });
  });
}

test('a point in a worker thread kills the whole process', async (t) => {
  t.deepEqual(await run('sequence/stored@2', IN_THREAD), { said: '1', end: 'SIGKILL' });
});

test('a held process stands still until the file is removed', async (t) => {
  const held = (await scratchFolder(t))('held');
  const answer = await run(`sequence/stored@2=${held}`, PASSES, async () => {
    while (
      !(await access(held).then(
        () => true,
        () => false,
      ))
    )
      await wait(5);
    await rm(held);
  });
  t.deepEqual(answer, { said: '123', end: 0 });
});
