import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { scratchFolder } from '../../test-fixtures/peers/scratch-folder.ts';
import { walkFiles } from './walk-files.ts';

/** In the order of the walk: `a-b` comes after `a`, whatever `/` is in between. */
const FILES = ['a/1', 'a/2/x', 'a/2/y', 'a-b/1', 'b', 'c/1'];

async function filled(t: ExecutionContext): Promise<string> {
  const folder = (await scratchFolder(t))('files');
  for (const file of FILES) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), file);
  }
  return folder;
}

async function all(walk: AsyncIterable<string>): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const path of walk) found.push(path);
  return found;
}

test('everything in order, and from any name on what comes after it', async (t) => {
  const folder = await filled(t);
  t.deepEqual(await all(walkFiles(folder)), FILES);
  for (const [at, after] of FILES.entries())
    t.deepEqual(await all(walkFiles(folder, after)), FILES.slice(at + 1), after);
  t.deepEqual(await all(walkFiles(folder, 'a/2')), FILES.slice(3), 'a name that is gone');
  t.deepEqual(await all(walkFiles(join(folder, 'nothing'))), []);
});

test('only the folders on the way are read', async (t) => {
  const folder = await filled(t);
  const read: string[] = [];
  const counted = (path: string) => {
    read.push(path.slice(folder.length));
    return readdir(path, { withFileTypes: true });
  };
  for await (const path of walkFiles(folder, 'a/2/x', counted)) if (path === 'a/2/y') break;
  t.deepEqual(read, ['', '/a', '/a/2']);
});

test('a link is told and not followed', async (t) => {
  const folder = await filled(t);
  await symlink(join(folder, 'c'), join(folder, 'd'));
  t.deepEqual(await all(walkFiles(folder, 'c/1')), ['d']);
});
