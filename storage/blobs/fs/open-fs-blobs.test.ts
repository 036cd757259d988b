import { mkdir, mkdtemp, readdir, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { blobInspectionContract } from '../../contracts/blob-inspection.contract.ts';
import { blobsContract, sha256, stream, textOf } from '../../contracts/blobs.contract.ts';
import { outcome } from '../../contracts/outcome.ts';
import { filesUnder } from './files-under.fixture.ts';
import { fsInspection } from './fs-inspection.ts';
import { openFsBlobs } from './open-fs-blobs.ts';

async function newFolder(t: ExecutionContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'okno-blobs-'));
  t.teardown(() => rm(folder, { recursive: true }));
  return join(folder, 'data', 'files');
}

blobsContract('fs', async (t) => {
  const folder = await newFolder(t);
  const blobs = await openFsBlobs({ folder });
  return {
    blobs,
    leftovers: async () => (await readdir(join(folder, 'staging'))).length,
    visible: async () => (await filesUnder(join(folder, 'blobs'))).length,
  };
});

blobInspectionContract('fs', async (t) => {
  const folder = await newFolder(t);
  return {
    blobs: await openFsBlobs({ folder }),
    inspection: fsInspection({ folder }),
    put: (name, text) => writeFile(join(folder, 'blobs', name), text),
    remove: (name) => rm(join(folder, 'blobs', name)),
    nameOf: (id) => id.replace(/\/(..)/, '/$1/$1'),
  };
});

test('a link in the place of a blob is not followed, and what is restored keeps what was there aside', async (t) => {
  const folder = await newFolder(t);
  const blobs = await openFsBlobs({ folder });
  const inspection = fsInspection({ folder });
  const { id, sha256: digest } = await blobs.put('owner', Buffer.from('content'));
  const path = join(folder, 'blobs', 'owner', digest.slice(0, 2), digest);
  await writeFile(join(folder, 'elsewhere'), 'content');
  await rm(path);
  await symlink(join(folder, 'elsewhere'), path);
  t.is(await outcome(inspection.digest(id)), 'corrupt');
  t.is(await outcome(blobs.open(id)), 'corrupt');
  await inspection.restore(id, stream('content'));
  t.is(await textOf(blobs, id), 'content');
  t.is((await readdir(join(folder, 'damaged'))).length, 1);
});

test('a blob is a file under its owner and digest, readable by the service only', async (t) => {
  const folder = await newFolder(t);
  const blobs = await openFsBlobs({ folder });
  await (await blobs.stage('owner', stream('a'), 9)).keep();
  const digest = sha256('a');
  const file = await stat(join(folder, 'blobs', 'owner', digest.slice(0, 2), digest));
  t.is(file.size, 1);
  t.is(file.mode & 0o777, 0o600);
  t.is((await stat(join(folder, 'blobs', 'owner'))).mode & 0o777, 0o700);
});

test('what a crash left in staging is removed at the next opening, blobs stay', async (t) => {
  const folder = await newFolder(t);
  const before = await openFsBlobs({ folder });
  const { id } = await (await before.stage('owner', stream('kept'), 9)).keep();
  const forgotten = await before.stage('owner', stream('forgotten'), 9);
  await mkdir(join(folder, 'staging', 'folder'));
  const after = await openFsBlobs({ folder });
  t.deepEqual(await readdir(join(folder, 'staging')), []);
  t.is(await textOf(after, id), 'kept');
  t.is(await outcome(forgotten.keep()), 'unavailable'); // never acknowledged without its bytes
  t.is(await outcome(after.open(`owner/${forgotten.sha256}`)), 'not-found');
});

test('a stored file of another length is reported as corrupt, not silently replaced', async (t) => {
  const folder = await newFolder(t);
  const blobs = await openFsBlobs({ folder });
  const kept = await (await blobs.stage('owner', stream('content'), 9)).keep();
  await truncate(join(folder, 'blobs', 'owner', kept.sha256.slice(0, 2), kept.sha256), 3);
  const again = await blobs.stage('owner', stream('content'), 9);
  t.is(await outcome(again.keep()), 'corrupt');
  await again.discard();
  t.deepEqual(await readdir(join(folder, 'staging')), []);
  const other = await blobs.stage('owner', stream('other'), 9);
  t.is(await outcome(other.keep()), 'done');
});

test('bytes at hand meet a stored file of another length: corrupt', async (t) => {
  const folder = await newFolder(t);
  const blobs = await openFsBlobs({ folder });
  const kept = await blobs.put('owner', Buffer.from('content'));
  await truncate(join(folder, 'blobs', 'owner', kept.sha256.slice(0, 2), kept.sha256), 3);
  t.is(await outcome(blobs.put('owner', Buffer.from('content'))), 'corrupt');
});

test('a file that is cut while it is read is corrupt, never a short answer', async (t) => {
  const folder = await newFolder(t);
  const blobs = await openFsBlobs({ folder });
  const kept = await (await blobs.stage('owner', stream('content'), 9)).keep();
  const blob = await blobs.open(kept.id);
  await truncate(join(folder, 'blobs', 'owner', kept.sha256.slice(0, 2), kept.sha256), 3);
  t.is((await blob.read(0, 3)).length, 3);
  t.is(await outcome(blob.read(0, 7)), 'corrupt');
  await blob.close();
});

// Alone: what other tests hold would be counted too.
test.serial('memory stays flat: a piece is asked for when the last one is written', async (t) => {
  const blobs = await openFsBlobs({ folder: await newFolder(t) });
  const piece = Buffer.alloc(1 << 16, 1);
  const before = process.memoryUsage().arrayBuffers;
  let most = 0;
  async function* large() {
    for (let n = 0; n < 512; n += 1) {
      most = Math.max(most, process.memoryUsage().arrayBuffers - before);
      yield piece;
    }
  }
  const staged = await blobs.stage('owner', large(), 1 << 30);
  t.is(staged.size, 32 << 20);
  t.true(most < 8 << 20, `${most} octets held`);
  await staged.discard();
});

test('a folder that cannot be made is refused as unavailable', async (t) => {
  const folder = await newFolder(t);
  await writeFile(join(folder, '..', '..', 'data'), 'a file in the way');
  t.is(await outcome(openFsBlobs({ folder })), 'unavailable');
});
