import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { lastHeadContract } from '../../contracts/last-head.contract.ts';
import { outcome } from '../../contracts/outcome.ts';
import { openLastHead } from './open-last-head.ts';

async function newFile(t: ExecutionContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'okno-head-'));
  t.teardown(() => rm(folder, { recursive: true }));
  return join(folder, 'data', 'last-head.json');
}

lastHeadContract('fs', async (t) => openLastHead({ file: await newFile(t) }));

test('the head is there after the file is opened again, and nothing else is', async (t) => {
  const file = await newFile(t);
  const head = { size: 7, root: 'cm9vdA==' };
  await (await openLastHead({ file })).write(undefined, head);
  t.deepEqual(await (await openLastHead({ file })).read(), head);
  t.deepEqual(await readdir(dirname(file)), ['last-head.json']);
});

test('a crash before the rename leaves the old head', async (t) => {
  const file = await newFile(t);
  const head = { size: 7, root: 'cm9vdA==' };
  await (await openLastHead({ file })).write(undefined, head);
  await writeFile(`${file}.new`, '{"size":8,');
  t.deepEqual(await (await openLastHead({ file })).read(), head);
  t.deepEqual(await readdir(dirname(file)), ['last-head.json']);
});

for (const text of [
  '',
  'null',
  '[]',
  '{',
  '{"size":1}',
  '{"size":-1,"root":""}',
  '{"size":"1","root":""}',
]) {
  test(`a file with ${JSON.stringify(text)} is corrupt: never "no head yet"`, async (t) => {
    const file = await newFile(t);
    const last = await openLastHead({ file });
    await writeFile(file, text);
    t.is(await outcome(last.read()), 'corrupt');
    t.is(await outcome(last.write(undefined, { size: 1, root: '' })), 'corrupt');
  });
}
