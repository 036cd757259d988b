import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import type { StoredBlob } from '../../../vault/model/document.ts';
import { blobsContract, sha256, stream, textOf } from '../../contracts/blobs.contract.ts';
import { outcome } from '../../contracts/outcome.ts';
import * as sample from '../../contracts/samples.ts';
import { keyRing } from '../../keys/key-ring.ts';
import { newMasterKey } from '../../keys/master-key.ts';
import { memoryBlobs } from '../../memory/memory-blobs.ts';
import { memoryMetadata } from '../../memory/memory-metadata.ts';
import { filesUnder } from '../fs/files-under.fixture.ts';
import { openFsBlobs } from '../fs/open-fs-blobs.ts';
import { openEncryptedBlobs } from './open-encrypted-blobs.ts';

blobsContract('encrypted files', async (t) => {
  const { blobs, folder } = await onDisk(t);
  return {
    blobs,
    leftovers: async () => (await readdir(join(folder, 'staging'))).length,
    visible: async () => (await filesUnder(join(folder, 'blobs'))).length,
  };
});

blobsContract('encrypted memory', async () => {
  const files = memoryBlobs();
  const ring = keyRing([newMasterKey(1)]);
  return {
    blobs: openEncryptedBlobs({ files, keys: memoryMetadata().blobKeys, ring }),
    leftovers: async () => files.stagedCount(),
    visible: async () => files.keptCount(),
  };
});

async function onDisk(t: ExecutionContext) {
  const folder = await mkdtemp(join(tmpdir(), 'okno-encrypted-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const metadata = memoryMetadata();
  const master = newMasterKey(1);
  const files = await openFsBlobs({ folder });
  const parts = { files, keys: metadata.blobKeys };
  const blobs = openEncryptedBlobs({ ...parts, ring: keyRing([master]) });
  /** The same store as another process, later, opens it. */
  const reopened = (...keys: readonly (typeof master)[]) =>
    openEncryptedBlobs({ ...parts, ring: keyRing(keys.length === 0 ? [master] : keys) });
  return { folder, metadata, files, blobs, master, reopened };
}

const file = { fileName: 'a.pdf', mediaType: 'application/pdf' };

/** What a commit does that names the blob as version `number` of document `d`. */
function naming(number: number, blob: StoredBlob) {
  const { contracts, documents, entries } = sample.placement('d', number);
  const version = sample.version('d', number, { received: `d-${number}` });
  return {
    ...(number === 1 ? { contracts, documents } : {}),
    entries,
    versions: [{ ...version, file: { ...blob, ...file } }],
  };
}

const SECRET = 'Договор поставки № 17 на миллион юаней. '.repeat(50);

test('nothing of the content, nor of its digest, is on the disk, staged or kept', async (t) => {
  const { folder, blobs, metadata } = await onDisk(t);
  const staged = await blobs.stage('owner', stream(SECRET), 1 << 20);
  const look = async () => {
    for (const path of await filesUnder(folder)) {
      t.false(path.includes(sha256(SECRET)));
      t.false((await readFile(path)).includes(Buffer.from('Договор')));
    }
  };
  await look();
  const kept = await staged.keep();
  await look();
  await blobs.put('owner', Buffer.from(`${SECRET}.`));
  await look();
  await metadata.commit(naming(1, kept));
  t.is(await textOf(blobs, kept.id), SECRET);
});

test('equal content of two owners: nothing that is stored or told is alike', async (t) => {
  const { folder, blobs } = await onDisk(t);
  const one = await (await blobs.stage('one', stream(SECRET), 1 << 20)).keep();
  const two = await (await blobs.stage('two', stream(SECRET), 1 << 20)).keep();
  t.not(one.id.slice(4), two.id.slice(4));
  t.not(one.key?.wrapped, two.key?.wrapped);
  const [first, second] = await Promise.all(
    (await filesUnder(join(folder, 'blobs'))).map((path) => readFile(path)),
  );
  t.is(first?.length, second?.length); // the length is what encryption does not hide
  const header = 16;
  for (let at = header; at + 16 <= (first?.length ?? 0); at += 16) {
    t.false(first?.subarray(at, at + 16).equals(second?.subarray(at, at + 16) ?? Buffer.of()));
  }
});

test('the second owner of equal content meets the same steps as the first', async (t) => {
  const steps: string[] = [];
  const metadata = memoryMetadata();
  const inner = memoryBlobs();
  const said = <T extends object>(name: string, target: T): T =>
    new Proxy(target, {
      get: (object, member) => {
        const found: unknown = Reflect.get(object, member);
        if (typeof found !== 'function') return found;
        return (...given: readonly unknown[]) => {
          steps.push(`${name}.${String(member)}`);
          return Reflect.apply(found, object, given);
        };
      },
    });
  const blobs = openEncryptedBlobs({
    files: said('files', inner),
    keys: said('keys', metadata.blobKeys),
    ring: keyRing([newMasterKey(1)]),
  });
  const upload = async (ownerId: string) => {
    steps.length = 0;
    const kept = await (await blobs.stage(ownerId, stream(SECRET), 1 << 20)).keep();
    await blobs.put(ownerId, Buffer.from(`certificate of ${SECRET}`));
    return { kept, steps: [...steps] };
  };
  const first = await upload('one');
  await metadata.commit(naming(1, first.kept));
  const second = await upload('two');
  t.deepEqual(second.steps, first.steps);
  const again = await upload('one');
  t.is(again.kept.id, first.kept.id);
  t.notDeepEqual(again.steps, first.steps); // inside one owner it is shared
});

test('equal content of one owner is one blob after a restart too, found by its key', async (t) => {
  const { blobs, metadata, reopened, folder } = await onDisk(t);
  const first = await blobs.put('owner', Buffer.from(SECRET));
  await metadata.commit(naming(1, first));
  const later = reopened();
  t.deepEqual(await later.put('owner', Buffer.from(SECRET)), first);
  const staged = await later.stage('owner', stream(SECRET), 1 << 20);
  t.deepEqual(await staged.keep(), first);
  t.is(Buffer.from(await staged.source.read(0, 14)).toString(), 'Договор');
  t.is((await filesUnder(folder)).length, 1);
});

test('a file that was lost is written anew when its owner places the content again', async (t) => {
  const { blobs, metadata, reopened, folder } = await onDisk(t);
  const first = await blobs.put('owner', Buffer.from(SECRET));
  await metadata.commit(naming(1, first));
  for (const path of await filesUnder(join(folder, 'blobs'))) await rm(path);
  const anew = await reopened().put('owner', Buffer.from(SECRET));
  t.not(anew.id, first.id);
  t.is(await outcome(blobs.open(first.id)), 'not-found');
  await metadata.commit(naming(2, anew));
  t.is(await textOf(reopened(), anew.id), SECRET);
});

test('an erased blob says so, before and after its file is gone, and is not shared again', async (t) => {
  const { blobs, metadata, reopened } = await onDisk(t);
  const first = await blobs.put('owner', Buffer.from(SECRET));
  await metadata.commit(naming(1, first));
  const references = [{ documentId: 'd', number: 1 }];
  await metadata.commit({
    entries: [sample.entry('e')],
    erasures: [{ blobId: first.id, references, entry: 'e' }],
  });
  t.is(await outcome(blobs.open(first.id)), 'erased');
  await blobs.remove(first.id);
  t.is(await outcome(blobs.open(first.id)), 'erased');
  t.is(await outcome(reopened().open(first.id)), 'erased');
  const anew = await blobs.put('owner', Buffer.from(SECRET));
  t.not(anew.id, first.id);
  t.is(await outcome(metadata.commit(naming(2, first))), 'stale');
  t.is(await outcome(metadata.commit(naming(2, anew))), 'done');
  t.is(await textOf(blobs, anew.id), SECRET);
});

test('a blob that this process kept and another erased is not shared again', async (t) => {
  const { metadata, reopened } = await onDisk(t);
  const [mine, other] = [reopened(), reopened()];
  const first = await mine.put('owner', Buffer.from(SECRET));
  await metadata.commit(naming(1, first));
  const references = [{ documentId: 'd', number: 1 }];
  const erasures = [{ blobId: first.id, references, entry: 'e' }];
  await metadata.commit({ entries: [sample.entry('e')], erasures });
  await other.remove(first.id);
  t.not((await mine.put('owner', Buffer.from(SECRET))).id, first.id);
});

test('a key that is not there, of another blob, size or digest, or under another master opens nothing', async (t) => {
  const { blobs, metadata, reopened } = await onDisk(t);
  const [a, b] = [
    await blobs.put('owner', Buffer.from('first')),
    await blobs.put('owner', Buffer.from('other')),
  ];
  t.is(await outcome(reopened().open(a.id)), 'corrupt'); // never committed: no key
  const swapped: StoredBlob = { ...a, ...(b.key === undefined ? {} : { key: b.key }) };
  await metadata.commit(naming(1, swapped));
  t.is(await outcome(reopened().open(a.id)), 'corrupt');
  await metadata.commit(naming(2, { ...b, size: b.size + 1 }));
  t.is(await outcome(reopened().open(b.id)), 'corrupt');
  const c = await blobs.put('owner', Buffer.from('third'));
  await metadata.commit(naming(3, c));
  t.is(await textOf(reopened(), c.id), 'third');
  t.is(await outcome(reopened(newMasterKey(1)).open(c.id)), 'corrupt');
});
