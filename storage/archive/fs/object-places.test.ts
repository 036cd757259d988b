import { mkdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { scratchFolder } from '../../../test-fixtures/peers/scratch-folder.ts';
import type { StorageError } from '../../../vault/ports/storage-error.ts';
import { archiveCopy } from './archive-copy.ts';
import { fsTree } from './fs-tree.ts';
import { objectPlaces } from './object-places.ts';
import { openArchive, readArchive, rootOf } from './open-archive.ts';

async function filled(t: ExecutionContext, objects: number) {
  const folder = (await scratchFolder(t))('archive');
  const archive = await openArchive({ folder });
  for (let at = 0; at < objects; at += 1) {
    const files = [{ path: 'a.txt', content: Buffer.from(String(at)) }];
    await archive.append(`urn:example:${at}`, {
      created: '2026-03-10T12:00:00.000Z',
      message: 'x',
      files,
    });
  }
  return folder;
}

async function all(places: AsyncIterable<string>): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const place of places) found.push(place);
  return found;
}

test('places come in order, from any place on', async (t) => {
  const copy = archiveCopy(await filled(t, 12));
  const places = await all(copy.places(''));
  t.is(places.length, 12);
  t.deepEqual(places, [...places].sort());
  for (const [at, after] of places.entries())
    t.deepEqual(await all(copy.places(after)), places.slice(at + 1));
});

test('the way to the next object is as long in a large archive as in a small one', async (t) => {
  const folder = await filled(t, 40);
  const tree = fsTree(rootOf(folder));
  const places = await all(objectPlaces(tree));
  for (const after of places.slice(0, -1)) {
    const read: string[] = [];
    const list = (path: string) => {
      read.push(path);
      return tree.list(path);
    };
    for await (const _ of objectPlaces({ list }, after)) break;
    // The root, up to four folders down to where it stopped, and as many down to the next.
    t.true(read.length <= 9, read.join());
  }
});

const CONTENT = ['v1', 'content', 'a.txt'];

for (const [what, parts] of [
  ['the object', []],
  ['a folder of its content', ['v1', 'content']],
  ['its content', CONTENT],
  ['its inventory', ['inventory.json']],
] as const) {
  test(`a symbolic link in the place of ${what} is not followed`, async (t) => {
    const folder = await filled(t, 1);
    const other = await filled(t, 1);
    const [place = ''] = await all(archiveCopy(folder).places(''));
    const path = join(rootOf(folder), place, ...parts);
    await rm(path, { recursive: true });
    await symlink(join(rootOf(other), place, ...parts), path);
    const reading = readArchive(folder).read('urn:example:0', 'a.txt', 99);
    t.is((await t.throwsAsync<StorageError>(reading)).code, 'corrupt');
  });
}

test('a folder in the place of content is refused', async (t) => {
  const folder = await filled(t, 1);
  const [place = ''] = await all(archiveCopy(folder).places(''));
  const path = join(rootOf(folder), place, ...CONTENT);
  await rm(path);
  await mkdir(path);
  const reading = readArchive(folder).read('urn:example:0', 'a.txt', 99);
  t.is((await t.throwsAsync<StorageError>(reading)).code, 'corrupt');
});
