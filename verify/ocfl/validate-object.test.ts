import test from 'ava';
import { digests, type Edit, LOCAL_DIGESTS, memoryTree, objectFiles } from './object.fixture.ts';
import { BROKEN_OBJECTS, VALID_OBJECTS } from './objects.fixture.ts';
import { validateObject } from './validate-object.ts';

async function codesOf(edit: Edit): Promise<readonly string[]> {
  const tree = memoryTree(objectFiles(edit), edit.odd);
  const request = { tree, path: '', digests, localDigests: LOCAL_DIGESTS };
  const { findings } = await validateObject(request);
  return [...new Set(findings.map(({ code }) => code))].sort();
}

for (const [codes, what, edit] of BROKEN_OBJECTS) {
  test(`OCFL 1.1 ${codes}: ${what}`, async (t) => {
    t.deepEqual(await codesOf(edit), codes.split(' ').sort());
  });
}

for (const [what, edit] of VALID_OBJECTS) {
  test(`valid under OCFL 1.1: ${what}`, async (t) => {
    t.deepEqual(await codesOf(edit), []);
  });
}
