import { appendFile, cp, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runPeer, testWith } from '../../../test-fixtures/peers/peer-test.ts';
import { scratchFolder } from '../../../test-fixtures/peers/scratch-folder.ts';
import { fsTree } from './fs-tree.ts';
import { objectPlaces } from './object-places.ts';
import { openArchive, rootOf } from './open-archive.ts';

const testGo = testWith('go', 'golang-go');

/** One change to the object, and the code by which another reader of the specification tells it. */
const CHANGES: readonly (readonly [code: string, change: (object: string) => Promise<void>])[] = [
  ['E001', (object) => writeFile(join(object, 'notes.txt'), 'x')],
  ['E003', (object) => rm(join(object, '0=ocfl_object_1.1'))],
  ['E015', (object) => writeFile(join(object, 'v1', 'notes.txt'), 'x')],
  ['E023', (object) => writeFile(join(object, 'v2', 'content', 'more.txt'), 'x')],
  ['E046', (object) => rename(join(object, 'v1'), join(object, 'v9'))],
  ['E060', (object) => appendFile(join(object, 'inventory.json'), '\n')],
  ['E063', (object) => rm(join(object, 'inventory.json'))],
  ['E092', (object) => writeFile(join(object, 'v1', 'content', 'a.txt'), 'two')],
];

testGo(
  'peer: a reader in Go, written from the specification, accepts what is written and names each change',
  async (t) => {
    t.timeout(120_000);
    const path = await scratchFolder(t);
    const archive = await openArchive({ folder: path('archive') });
    for (const text of ['one', 'other']) {
      const files = ['a.txt', 'deep/b.txt'].map((name) => ({
        path: name,
        content: Buffer.from(`${text} ${name === 'a.txt' ? '' : 'b'}`),
      }));
      for (const id of ['urn:example:a', 'urn:example:b']) {
        await archive.append(id, { created: '2026-03-10T12:00:00.000Z', message: text, files });
      }
    }
    const program = path('check-root');
    const source = fileURLToPath(new URL('./testdata/check-root.go', import.meta.url));
    const build = await runPeer('env', [
      ...['GO111MODULE=off', `GOCACHE=${path('go-cache')}`],
      ...['go', 'build', '-o', program, source],
    ]);
    t.true(build.ok, build.output);
    const root = rootOf(path('archive'));
    const sound = await runPeer(program, [root]);
    t.true(sound.ok, sound.output);
    t.regex(sound.output, /^2 objects/);
    for (const [code, change] of CHANGES) {
      const copy = path(`root-${code}`);
      await cp(root, copy, { recursive: true });
      for await (const object of objectPlaces(fsTree(copy))) {
        await change(join(copy, object));
        break;
      }
      const { ok, output } = await runPeer(program, [copy]);
      t.false(ok, code);
      t.is(output.split('\n')[0], code);
    }
  },
);
