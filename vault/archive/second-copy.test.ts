// The second copy only grows; an object is mended by octets that its own inventory names, and by nothing else.
import { appendFile, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { archiveCopy } from '../../storage/archive/fs/archive-copy.ts';
import { openArchive, placeOf, rootOf } from '../../storage/archive/fs/open-archive.ts';
import { scratchFolder } from '../../test-fixtures/peers/scratch-folder.ts';
import { digests, LOCAL_DIGESTS } from '../../verify/ocfl/object.fixture.ts';
import { compareAt } from './check-copies.ts';
import { mirrorObject } from './mirror-object.ts';
import { objectFaults } from './object-rules.ts';
import { type RepairedObject, repairObject } from './repair-object.ts';

const ID = 'urn:example:a';
const PLACE = placeOf(ID);
const rules = { digests, localDigests: LOCAL_DIGESTS };

const version = (text: string) => ({
  created: '2026-03-10T12:00:00.000Z',
  message: 'a version',
  files: [
    { path: 'a.txt', content: Buffer.from('the same in every version') },
    { path: 'b.txt', content: Buffer.from(text) },
  ],
});

/** An archive with as many versions as there are texts. */
async function copyWith(folder: string, texts: readonly string[]) {
  const archive = await openArchive({ folder });
  for (const text of texts) await archive.append(ID, version(text));
  return archiveCopy(folder);
}

async function two(t: ExecutionContext, ours: readonly string[], theirs: readonly string[]) {
  const path = await scratchFolder(t);
  const archive = await copyWith(path('archive'), ours);
  const mirror = await copyWith(path('mirror'), theirs);
  const journal: RepairedObject[] = [];
  const mend = async (tied: true | string = 'not tied') =>
    repairObject(
      PLACE,
      { of: archive, by: mirror },
      {
        ...{ rules, aside: 'aside' },
        tied: async () => tied,
        journal: async (repair) => void journal.push(repair),
      },
    );
  const object = (copy: 'archive' | 'mirror') => join(rootOf(path(copy)), PLACE);
  const octets = async (copy: 'archive' | 'mirror') => {
    const names = (await readdir(object(copy), { recursive: true, withFileTypes: true }))
      .filter((each) => each.isFile())
      .map((each) => join(each.parentPath, each.name))
      .sort();
    return Promise.all(
      names.map(async (name) => [name.slice(object(copy).length), await readFile(name, 'utf8')]),
    );
  };
  const faults = async () => objectFaults(archive.tree, PLACE, rules);
  return { path, archive, mirror, mend, journal, object, octets, faults };
}

for (const [what, ours, theirs, outcome, told] of [
  ['nothing there yet', ['1'], [], 'copied', 'mirror missing'],
  ['an earlier version', ['1', '2'], ['1'], 'copied', 'mirror older'],
  ['the same', ['1'], ['1'], 'same', undefined],
  ['a later version', ['1'], ['1', '2'], 'ahead', 'archive older'],
  ['another first version', ['1', '2'], ['x'], 'conflict', 'archive conflict'],
  ['another second version', ['1', '2'], ['1', 'x'], 'conflict', 'archive conflict'],
  ['another second and a third', ['1', '2'], ['1', 'x', 'y'], 'conflict', 'archive conflict'],
] as const) {
  test(`mirror: ${what} is ${outcome}, and is written over only to grow`, async (t) => {
    const { archive, mirror, octets } = await two(t, ours, theirs);
    const [difference] = await compareAt(PLACE, { archive, mirror }, rules);
    t.is(difference && `${difference.store} ${difference.kind}`, told);
    const before = [await octets('archive'), await octets('mirror').catch(() => [])];
    t.is(await mirrorObject(PLACE, { archive, mirror }, rules), outcome);
    t.deepEqual(await octets('archive'), before[0]);
    const expected = outcome === 'copied' ? before[0] : before[1];
    t.deepEqual(await octets('mirror'), expected);
    t.deepEqual(await objectFaults(mirror.tree, PLACE, rules), []);
  });
}

test('mirror: what is damaged in the archive is not copied', async (t) => {
  const { archive, mirror, object, octets } = await two(t, ['1', '2'], ['1']);
  const before = await octets('mirror');
  await writeFile(join(object('archive'), 'v2', 'content', 'b.txt'), 'x');
  t.is(await mirrorObject(PLACE, { archive, mirror }, rules), 'damaged');
  t.deepEqual(await octets('mirror'), before);
});

const A = ['v1', 'content', 'a.txt'] as const;
const OWN = ['inventory.json'] as const;

/** Each leaves the archive's own inventory in one of the places that it stands. */
const DAMAGES: readonly (readonly [what: string, damage: (object: string) => Promise<void>])[] = [
  ['a changed file', (object) => writeFile(join(object, ...A), 'x')],
  ['a missing file', (object) => rm(join(object, ...A))],
  ['a file that nobody put there', (object) => writeFile(join(object, 'v1', 'x'), 'x')],
  ['a missing declaration', (object) => rm(join(object, '0=ocfl_object_1.1'))],
];

for (const [what, damage] of DAMAGES) {
  for (const theirs of [['1', '2'], ['1']]) {
    test(`repair: ${what} is mended by its own inventory, from a copy of ${theirs.length} versions`, async (t) => {
      const { mend, journal, object, octets, faults, path } = await two(t, ['1', '2'], theirs);
      const [before, mirror] = [await octets('archive'), await octets('mirror')];
      await damage(object('archive'));
      t.not((await faults()).length, 0);
      t.is(await mend(), true);
      t.deepEqual(await octets('archive'), before, 'every version is as it was');
      t.deepEqual(await octets('mirror'), mirror);
      t.deepEqual(
        journal.map((each) => [each.object, each.version]),
        [[ID, 'v2']],
      );
      t.is((await readdir(path('archive/damaged/aside'))).length, 1);
    });
  }
}

test('repair: octets that the inventory does not name are not taken, though the other copy is sound', async (t) => {
  const { mend, journal, object, octets } = await two(t, ['1', '2'], ['1']);
  await writeFile(join(object('archive'), 'v2', 'content', 'b.txt'), 'x');
  const before = await octets('archive');
  t.regex(String(await mend(true)), /no copy has v2\/content\/b\.txt/);
  t.deepEqual(await octets('archive'), before, 'it is left as it is');
  t.deepEqual(journal, []);
});

test('repair: a second copy of another history mends nothing', async (t) => {
  const { mend, journal, object, octets } = await two(t, ['1', '2'], ['1', 'x']);
  await rm(join(object('archive'), ...A)); // and the other copy has the very octets
  const before = [await octets('archive'), await octets('mirror')];
  t.regex(String(await mend(true)), /neither is written over/);
  t.deepEqual([await octets('archive'), await octets('mirror')], before);
  t.deepEqual(journal, []);
});

test('repair: a damaged inventory is mended by the newest version’s own, when the journal knows it', async (t) => {
  const { mend, object, octets } = await two(t, ['1', '2'], ['1', '2']);
  const before = await octets('archive');
  await appendFile(join(object('archive'), ...OWN), ' ');
  t.is(await mend('not tied'), 'not tied');
  t.is(await mend(true), true);
  t.deepEqual(await octets('archive'), before);
});

for (const [what, lose] of [
  ['is gone', (object: string) => rm(object, { recursive: true })],
  [
    'has no sound inventory',
    async (object: string) => {
      for (const folder of ['', 'v1', 'v2']) await appendFile(join(object, folder, ...OWN), ' ');
    },
  ],
] as const) {
  test(`repair: an object that ${what} is put back only when the journal tells of that state`, async (t) => {
    const { mend, journal, object, octets } = await two(t, ['1', '2'], ['1', '2']);
    const before = await octets('archive');
    await lose(object('archive'));
    const lost = await octets('archive').catch(() => []);
    t.is(await mend('it is older than the journal'), 'it is older than the journal');
    t.deepEqual(await octets('archive').catch(() => []), lost);
    t.deepEqual(journal, []);
    t.is(await mend(true), true);
    t.deepEqual(await octets('archive'), before);
    t.is(journal.length, 1);
  });
}

test('repair: an archive that was put back from before grows to what the second copy has', async (t) => {
  const { mend, octets } = await two(t, ['1'], ['1', '2']);
  t.is(await mend('not tied'), 'not tied');
  t.is(await mend(true), true);
  t.deepEqual(await octets('archive'), await octets('mirror'));
});

test('repair: without a journal entry nothing is changed', async (t) => {
  const { archive, mirror, object, octets } = await two(t, ['1'], ['1']);
  await writeFile(join(object('archive'), ...A), 'x');
  const before = await octets('archive');
  const refused = repairObject(
    PLACE,
    { of: archive, by: mirror },
    {
      ...{ rules, aside: 'aside' },
      tied: async () => true,
      journal: async () => {
        throw new Error('no journal');
      },
    },
  );
  await t.throwsAsync(refused, { message: 'no journal' });
  t.deepEqual(await octets('archive'), before);
});
