import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import test from 'ava';
import { scratchFolder } from '../../../test-fixtures/peers/scratch-folder.ts';
import { outcome } from '../../contracts/outcome.ts';
import { openLogFolder } from './open-log-folder.ts';

test('a file is there whole, readable by a web server of another user, and nothing else is', async (t) => {
  const path = await scratchFolder(t);
  const folder = openLogFolder({ folder: path('public/journal') });
  t.is(await folder.read('tile/0/x001/000.p/7'), undefined);
  await folder.write('tile/0/x001/000.p/7', new Uint8Array([1]));
  await folder.write('tile/0/x001/000.p/7', new Uint8Array([2, 3]));
  t.deepEqual(await readFile(path('public/journal/tile/0/x001/000.p/7')), Buffer.from([2, 3]));
  t.deepEqual(
    new Uint8Array((await folder.read('tile/0/x001/000.p/7')) ?? []),
    new Uint8Array([2, 3]),
  );
  t.deepEqual(await readdir(path('public/journal/tile/0/x001/000.p')), ['7']);
  const modes = async (name: string) => ((await stat(path(name))).mode & 0o777).toString(8);
  t.is(await modes('public/journal/tile/0/x001/000.p/7'), '644');
  t.is(await modes('public/journal/tile'), '755');
});

for (const name of ['../checkpoint', '/etc/passwd', 'tile//0', 'tile/..', 'Checkpoint', '']) {
  test(`a path that leaves the folder or is none of a log is refused: «${name}»`, async (t) => {
    const path = await scratchFolder(t);
    const folder = openLogFolder({ folder: path('journal') });
    await t.throwsAsync(folder.write(name, new Uint8Array(1)), { instanceOf: RangeError });
    await t.throwsAsync(folder.read(name), { instanceOf: RangeError });
  });
}

test('a folder that cannot be made is a StorageError', async (t) => {
  const path = await scratchFolder(t);
  await writeFile(path('file'), '');
  const folder = openLogFolder({ folder: path('file/journal') });
  t.is(await outcome(folder.write('checkpoint', new Uint8Array(1))), 'unavailable');
});
