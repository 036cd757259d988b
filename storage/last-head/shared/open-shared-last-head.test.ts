import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { lastHeadContract } from '../../contracts/last-head.contract.ts';
import { outcome } from '../../contracts/outcome.ts';
import { openSharedLastHead } from './open-shared-last-head.ts';

async function newFile(t: ExecutionContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'okno-head-'));
  t.teardown(() => rm(folder, { recursive: true }));
  return join(folder, 'shared', 'last-head');
}

lastHeadContract('shared', async (t) => openSharedLastHead({ file: await newFile(t) }));

test('of writers in several processes each head has one, and none is lost', async (t) => {
  const file = await newFile(t);
  const won: number[] = [];
  const process = async (own: string) => {
    const last = await openSharedLastHead({ file });
    for (;;) {
      const known = await last.read();
      const size = (known?.size ?? 0) + 1;
      if (size > 60) return;
      if ((await outcome(last.write(known, { size, root: own }))) === 'done') won.push(size);
    }
  };
  await Promise.all(['a', 'b', 'c', 'd'].map(process));
  t.deepEqual(
    won.toSorted((a, b) => a - b),
    Array.from({ length: 60 }, (_, n) => n + 1),
  );
  t.is((await readdir(dirname(file))).length, 16);
});

test('a number that is taken again after others went on is stale, and does not count', async (t) => {
  const file = await newFile(t);
  const slow = await openSharedLastHead({ file });
  const fast = await openSharedLastHead({ file });
  const head = (size: number) => ({ size, root: '' });
  await fast.write(undefined, head(1));
  const late = outcome(slow.write(head(1), head(2)));
  const outcomes = [await outcome(fast.write(head(1), head(2))), await late];
  t.deepEqual(outcomes.toSorted(), ['done', 'stale']);
  for (let size = 3; size <= 40; size += 1) await fast.write(head(size - 1), head(size));
  await writeFile(`${file}.5`, '{"size":5,"root":"late"}\n');
  t.deepEqual(await slow.read(), head(40));
  t.is(await outcome(slow.write({ size: 5, root: 'late' }, head(41))), 'stale');
});

test('what a crash left behind is no head, and goes away', async (t) => {
  const file = await newFile(t);
  const last = await openSharedLastHead({ file });
  await last.write(undefined, { size: 1, root: 'a' });
  await writeFile(`${file}.2.0123456789abcdef`, '{"size":');
  t.deepEqual(await last.read(), { size: 1, root: 'a' });
  for (let size = 2; size <= 20; size += 1) {
    await last.write({ size: size - 1, root: 'a' }, { size, root: 'a' });
  }
  t.false((await readdir(dirname(file))).some((name) => name.endsWith('.0123456789abcdef')));
});

test('a head that cannot be understood is corrupt: never "no head yet"', async (t) => {
  const file = await newFile(t);
  const last = await openSharedLastHead({ file });
  await writeFile(`${file}.4`, '{"size":1}');
  t.is(await outcome(last.read()), 'corrupt');
  t.is(await outcome(last.write(undefined, { size: 1, root: '' })), 'corrupt');
});
