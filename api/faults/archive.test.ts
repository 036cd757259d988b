// Killed between the steps of a run of the archive: what was committed is archived once, and nothing is lost.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { killCycles, pointsOf } from '../../faults/kill-tests.fixture.ts';
import { fsTree } from '../../storage/archive/fs/fs-tree.ts';
import { readArchive, rootOf } from '../../storage/archive/fs/open-archive.ts';
import { scratchFolder } from '../../test-fixtures/peers/scratch-folder.ts';
import { readSegment } from '../../vault/archive/segment.ts';
import { digests, LOCAL_DIGESTS } from '../../verify/ocfl/object.fixture.ts';
import { validateRoot } from '../../verify/ocfl/validate-root.ts';

const CHILD = fileURLToPath(new URL('archive-child.fixture.ts', import.meta.url));
const sha256 = (data: Uint8Array) => new Uint8Array(createHash('sha256').update(data).digest());
/** Milliseconds within which a cycle must end, on the slowest machine. */
const CYCLE = 60_000;
const CYCLES = killCycles({ ci: 5 });

async function child(folder: string, cycle: number, point: string) {
  const process_ = spawn(process.execPath, [CHILD, folder, String(cycle)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, OKNO_FAILPOINT: point },
  });
  let said = '';
  process_.stdout.on('data', (data: Buffer) => {
    said += data.toString();
  });
  const [, signal] = await once(process_, 'close');
  return { signal, committed: said.split('\n').slice(0, -1) };
}

async function archived(folder: string): Promise<readonly string[]> {
  const archive = readArchive(join(folder, 'archive'));
  const ids: string[] = [];
  for (let number = 1; ; number += 1) {
    const segment = await readSegment(archive, number, sha256);
    if (segment === undefined) return ids;
    for (const { change } of segment.changes) {
      if (change.kind !== 'changes') continue;
      ids.push(...(change.changes.participants ?? []).map(({ id }) => id));
    }
  }
}

for (const point of pointsOf(import.meta.url)) {
  test.serial(`killed at ${point}: every commit is archived once, in order`, async (t) => {
    t.timeout(CYCLES * CYCLE);
    const folder = (await scratchFolder(t))('vault');
    await mkdir(folder);
    const committed: string[] = [];
    for (let cycle = 0; cycle < CYCLES; cycle += 1) {
      const run = await child(folder, cycle, `${point}@${(cycle % 3) + 1}`);
      t.is(run.signal, 'SIGKILL', `${point} was not reached`);
      committed.push(...run.committed);
    }
    const last = await child(folder, CYCLES, '');
    t.is(last.signal, null);
    committed.push(...last.committed);
    t.deepEqual(await archived(folder), committed);
    const tree = fsTree(rootOf(join(folder, 'archive')));
    t.deepEqual((await validateRoot({ tree, digests, localDigests: LOCAL_DIGESTS })).findings, []);
  });
}
