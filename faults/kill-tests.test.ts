// Every point of the code is killed at by a test, and every test that is said to do so does.
import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { KILL_TESTS } from './kill-tests.fixture.ts';
import { FAILPOINTS } from './points.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FLOORS = '{algorithms,api,formats,signing,storage,vault,verify}/**/*.ts';

async function pointsInCode(): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for await (const file of glob(FLOORS, { cwd: ROOT })) {
    const text = await readFile(join(ROOT, file), 'utf8');
    for (const [, point = ''] of text.matchAll(/\bfailpoint\('([^']+)'\)/g)) found.add(point);
  }
  return found;
}

test('the points of the code, the list of points and the table of kill tests are the same', async (t) => {
  const inCode = [...(await pointsInCode())].sort();
  t.deepEqual(inCode, [...FAILPOINTS].sort());
  t.deepEqual(inCode, Object.keys(KILL_TESTS).sort());
});

for (const file of new Set(Object.values(KILL_TESTS).flat())) {
  test(`${file} walks the points that the table gives it, as often as it is told`, async (t) => {
    const text = await readFile(join(ROOT, file), 'utf8');
    t.true(text.includes('pointsOf(import.meta.url)'));
    t.true(text.includes('killCycles('));
    t.true(text.includes('SIGKILL'));
  });
}
