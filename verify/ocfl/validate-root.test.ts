import test from 'ava';
import { digests, type Files, memoryTree, type Odd } from './object.fixture.ts';
import { BROKEN_ROOTS, LETTER, rootFiles, set } from './roots.fixture.ts';
import { validateRoot } from './validate-root.ts';

async function codesOf(change: (files: Files) => void, odd?: Odd) {
  const files = rootFiles();
  change(files);
  const { findings, objects } = await validateRoot({ tree: memoryTree(files, odd), digests });
  return { objects, codes: [...new Set(findings.map(({ code }) => code))].sort() };
}

for (const [codes, what, change] of BROKEN_ROOTS) {
  test(`OCFL 1.1 ${codes}: ${what}`, async (t) => {
    const found = await codesOf(change);
    t.deepEqual(found.codes, codes.split(' ').sort());
  });
}

test('a root with two objects is valid, and files at its top are nobody’s business (E087)', async (t) => {
  t.deepEqual(await codesOf(set('ocfl_1.1.md')), { objects: 2, codes: [] });
});

test('OCFL 1.1 E090: a hard link between two files of the hierarchy', async (t) => {
  const odd: Odd = new Map([[`${LETTER}/v1/content/letter.txt`, { links: 2 }]]);
  t.deepEqual((await codesOf(() => {}, odd)).codes, ['E090']);
});
