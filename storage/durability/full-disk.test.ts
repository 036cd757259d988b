import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rm, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { smallDisk, testWithSmallDisk as test } from '../../test-fixtures/peers/small-disk.ts';
import type { Changes } from '../../vault/ports/metadata.ts';
import { openFsBlobs } from '../blobs/fs/open-fs-blobs.ts';
import { stream, textOf } from '../contracts/blobs.contract.ts';
import { outcome } from '../contracts/outcome.ts';
import * as sample from '../contracts/samples.ts';
import { openLastHead } from '../last-head/fs/open-last-head.ts';
import { openSqliteMetadata } from '../metadata/sqlite/open-sqlite-metadata.ts';

/** Takes all but about `free` octets of the disk; `makeRoom` gives them back. */
async function fill(disk: string, free: number): Promise<string> {
  const file = join(disk, 'filler');
  const handle = await open(file, 'w');
  try {
    for (;;) await handle.write(Buffer.alloc(4096));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
    await handle.truncate(Math.max(0, (await handle.stat()).size - free));
  } finally {
    await handle.close();
  }
  return file;
}

const MIB = 1 << 20;

/** A child process that is being started keeps a removed file's blocks for a moment: waits for them. */
async function makeRoom(filler: string): Promise<void> {
  await rm(filler);
  for (let wait = 0; wait < 10_000; wait += 5) {
    const { bavail, bsize } = await statfs(dirname(filler));
    if (bavail * bsize > MIB) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

test('a blob that does not fit is no-space and leaves nothing; the next one fits', async (t) => {
  const disk = smallDisk(t, 2);
  const blobs = await openFsBlobs({ folder: join(disk, 'files') });
  const staging = join(disk, 'files', 'staging');
  const first = await (await blobs.stage('owner', stream('first'), MIB)).keep();
  const piece = randomBytes(MIB);
  t.is(await outcome(blobs.stage('owner', stream(piece, piece, piece), 4 * MIB)), 'no-space');
  t.deepEqual(await readdir(staging), []);
  const second = await (await blobs.stage('owner', stream(piece), MIB)).keep();
  t.is(second.size, MIB);
  t.is(await outcome(blobs.stage('owner', stream(piece), MIB)), 'no-space');
  t.deepEqual(await readdir(staging), []);
  t.is(await textOf(blobs, first.id), 'first');
});

test('a full disk refuses blobs until space is freed, and none is half there', async (t) => {
  const disk = smallDisk(t, 2);
  const blobs = await openFsBlobs({ folder: join(disk, 'files') });
  const filler = await fill(disk, 0);
  for (let n = 0; n < 5; n += 1) {
    t.is(await outcome(blobs.stage('owner', stream(randomBytes(9000)), MIB)), 'no-space');
  }
  t.deepEqual(await readdir(join(disk, 'files', 'blobs')), []);
  await makeRoom(filler);
  const { id } = await (await blobs.stage('owner', stream('fits again'), MIB)).keep();
  t.is(await textOf(blobs, id), 'fits again');
});

test('a last head that does not fit is no-space and the old one stays', async (t) => {
  const disk = smallDisk(t, 2);
  const last = await openLastHead({ file: join(disk, 'last-head.json') });
  const [one, two] = [
    { size: 1, root: 'b25l' },
    { size: 2, root: 'dHdv' },
  ];
  await last.write(undefined, one);
  const filler = await fill(disk, 0);
  t.is(await outcome(last.write(one, two)), 'no-space');
  t.deepEqual(await last.read(), one);
  await makeRoom(filler);
  t.is(await outcome(last.write(one, two)), 'done');
});

function large(id: string): Changes {
  const text = randomBytes(100_000).toString('base64');
  return { entries: [{ ...sample.entry(id), content: { text } }] };
}

test('a commit that does not fit is no-space, and the database goes on by itself', async (t) => {
  const disk = smallDisk(t, 2);
  const file = join(disk, 'metadata.sqlite');
  const store = await openSqliteMetadata({ file });
  await store.commit({ entries: [sample.entry('before')] });
  const filler = await fill(disk, 64 * 1024);
  t.is(await outcome(store.commit(large('large'))), 'no-space');
  t.deepEqual(
    (await store.journal.pending(9)).map((each) => each.id),
    ['before'],
  );
  await makeRoom(filler);
  t.is(await outcome(store.commit(large('large'))), 'done');
  await store.close();
  const again = await openSqliteMetadata({ file });
  t.is((await again.journal.pending(9)).length, 2);
  await again.close();
  const reader = new BetterSqlite3(file);
  t.is(reader.pragma('integrity_check', { simple: true }), 'ok');
  reader.close();
});

test('a large commit that does not fit takes no small one of its group with it', async (t) => {
  const disk = smallDisk(t, 2);
  const store = await openSqliteMetadata({ file: join(disk, 'metadata.sqlite') });
  await fill(disk, 256 * 1024);
  const outcomes = await Promise.all([
    outcome(store.commit({ entries: [sample.entry('a')] })),
    outcome(
      store.commit({ entries: [...(large('x').entries ?? []), ...(large('y').entries ?? [])] }),
    ),
    outcome(store.commit({ entries: [sample.entry('b')] })),
  ]);
  t.deepEqual(outcomes, ['done', 'no-space', 'done']);
  t.deepEqual(
    (await store.journal.pending(9)).map((each) => each.id),
    ['a', 'b'],
  );
  await store.close();
});

test('on a disk that fills up exactly what was acknowledged is there', async (t) => {
  const disk = smallDisk(t, 2);
  await mkdir(join(disk, 'data'));
  const file = join(disk, 'data', 'metadata.sqlite');
  const store = await openSqliteMetadata({ file });
  const kept: string[] = [];
  for (let round = 0; round < 40; round += 1) {
    const ids = Array.from({ length: 4 }, (_, n) => `${round}-${n}`);
    const outcomes = await Promise.all(
      ids.map((id, n) =>
        outcome(store.commit(n === 0 ? large(id) : { entries: [sample.entry(id)] })),
      ),
    );
    t.true(outcomes.every((each) => each === 'done' || each === 'no-space'));
    kept.push(...ids.filter((_, n) => outcomes[n] === 'done'));
  }
  t.true(kept.length > 4 && kept.length < 160);
  t.deepEqual(new Set((await store.journal.pending(1000)).map((each) => each.id)), new Set(kept));
  await store.close();
});
