import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { openFsBlobs } from '../blobs/fs/open-fs-blobs.ts';
import { sha256, textOf } from '../contracts/blobs.contract.ts';
import { openSqliteMetadata } from '../metadata/sqlite/open-sqlite-metadata.ts';

const SCENARIO = fileURLToPath(new URL('./scenario.ts', import.meta.url));
const ROUNDS = 6;

/** Runs writers until some were acknowledged, kills the process at once and gives what it had said. */
async function killedWriters(
  folder: string,
  afterMilliseconds: number,
): Promise<readonly string[]> {
  const child = spawn(process.execPath, [SCENARIO, 'endless', folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  const begun = Promise.withResolvers<void>();
  child.stdout.on('data', (data: Buffer) => {
    output += data.toString();
    begun.resolve();
  });
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  await Promise.race([begun.promise, ended]);
  await wait(afterMilliseconds);
  child.kill('SIGKILL');
  await ended;
  return [...output.matchAll(/^201 ([0-9a-f]{64})\n/gm)].map((match) => match[1] ?? '');
}

test('kill -9 under load: whatever was acknowledged is there, and nothing is half there', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'okno-kill-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const acknowledged: string[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const said = await killedWriters(folder, 7 * round + Math.random() * 20);
    t.true(said.length > 0);
    acknowledged.push(...said);
    const metadata = await openSqliteMetadata({ file: join(folder, 'data', 'metadata.sqlite') });
    const blobs = await openFsBlobs({ folder: join(folder, 'data', 'files') });
    const committed = new Set((await metadata.journal.pending(100_000)).map((each) => each.id));
    for (const digest of acknowledged) t.true(committed.has(digest), `${digest} was lost`);
    for (const digest of committed) t.is(sha256(await textOf(blobs, `owner/${digest}`)), digest);
    t.deepEqual(await readdir(join(folder, 'data', 'files', 'staging')), []);
    await metadata.close();
  }
});
