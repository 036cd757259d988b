import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import BetterSqlite3 from 'better-sqlite3';
import { openEncryptedBlobs } from '../../storage/blobs/encrypted/open-encrypted-blobs.ts';
import { openFsBlobs } from '../../storage/blobs/fs/open-fs-blobs.ts';
import { keyRing } from '../../storage/keys/key-ring.ts';
import { newMasterKey } from '../../storage/keys/master-key.ts';
import { memoryLastHead } from '../../storage/memory/memory-last-head.ts';
import { openSqliteMetadata } from '../../storage/metadata/sqlite/open-sqlite-metadata.ts';
import { exporter } from '../../test-fixtures/pki/subjects.ts';
import type { Metadata } from '../ports/metadata.ts';
import { StorageError } from '../ports/storage-error.ts';
import { crls, director, pki } from '../testing/memory-world.fixture.ts';
import { createWorld, journalOf, place, sha256Hex, signed } from '../testing/vault-world.ts';
import { VaultError } from '../vault-error.ts';
import { type Erasing, eraseContent, REMOVE_ERASED, removeErased } from './erase-content.ts';

/** The last day of `ENDED`, and the moment at which it is over in Moscow (UTC+3). */
const ENDED = { lastOperation: '2026-12-01', obligationsEnd: '2027-06-30' };
const LAST_DAY = '2032-06-30';
const OVER = new Date('2032-06-30T21:00:00.000Z');

async function openWorld(t: ExecutionContext, dates: object = ENDED) {
  const folder = await mkdtemp(join(tmpdir(), 'okno-erase-'));
  const file = join(folder, 'okno.sqlite');
  const metadata = await openSqliteMetadata({ file });
  const blobs = openEncryptedBlobs({
    files: await openFsBlobs({ folder: join(folder, 'documents') }),
    keys: metadata.blobKeys,
    ring: keyRing([newMasterKey(1)]),
  });
  const lastHead = memoryLastHead();
  const parts = { metadata, blobs, lastHead, root: pki.root, seal: director, evidence: { crls } };
  const world = await createWorld({ ...parts, owner: exporter });
  await metadata.commit({ contracts: [{ ...world.contract, ...dates, revision: 2 }] });
  const erase = (erasing: Omit<Erasing, 'principal'>, now = OVER, store: Metadata = metadata) =>
    eraseContent(
      { ...erasing, principal: world.principal },
      { ...world, metadata: store, clock: { now: () => now } },
    );
  t.teardown(async () => {
    await world.sequencer.close();
    await metadata.close();
    await rm(folder, { recursive: true, force: true });
  });
  const put = async (text: string, documentId?: string) => {
    const target =
      documentId === undefined ? {} : { target: { kind: 'document', documentId } as const };
    const files = await signed(Buffer.from(text), director);
    const { outcome } = await place(world, { files, ...target });
    return { documentId: outcome.documentId, number: outcome.version };
  };
  const fileOf = async (version: { documentId: string; number: number }) => {
    const versions = await metadata.versionsOf(version.documentId);
    return versions.find(({ number }) => number === version.number)?.file ?? t.fail();
  };
  /** Every octet that SQLite keeps, the log and all. */
  const onDisk = async () => {
    const names = (await readdir(folder)).filter((name) => name.startsWith('okno.sqlite'));
    return Buffer.concat(await Promise.all(names.map((name) => readFile(join(folder, name)))));
  };
  return { world, metadata, blobs, put, fileOf, onDisk, file, erase };
}

async function codeOf(step: Promise<unknown>): Promise<string> {
  try {
    await step;
    return 'done';
  } catch (error) {
    if (error instanceof StorageError) return error.code;
    throw error;
  }
}

test('para. 13 (л): a due version loses its keys under a journal entry; shared blobs wait for the last', async (t) => {
  const { world, metadata, blobs, put, fileOf, erase } = await openWorld(t);
  const [first, second] = [await put('первый договор'), await put('второй договор')];
  const file = await fileOf(first);
  const [mine, certificates] = [
    (await metadata.blobKeys.ofVersion(first)).map(({ id }) => id),
    (await metadata.blobKeys.ofVersion(second)).map(({ id }) => id),
  ];
  const shared = mine.filter((id) => certificates.includes(id));
  t.true(shared.length > 0, 'the certificate and the CRLs of both');

  const erased = await erase({ due: [first], because: 'срок истёк' });
  t.deepEqual([...erased.kept].sort(), shared);
  t.true(erased.erased.includes(file.id));
  t.is(await codeOf(blobs.open(file.id)), 'erased');
  const receipt = (await journalOf(world)).at(-1);
  t.like(receipt, { action: 'document.erased' });
  t.true(JSON.stringify(receipt?.content).includes(sha256Hex(Buffer.from('первый договор'))));
  const other = await blobs.open((await fileOf(second)).id);
  t.is(Buffer.from(await other.read(0, 99)).toString(), 'второй договор');
  await other.close();

  const rest = await erase({ due: [first, second], because: 'срок' });
  t.deepEqual(rest.kept, []);
  t.true(shared.every((id) => rest.erased.includes(id)));
  t.deepEqual(await metadata.blobKeys.generations(), []);
  const nothing = await erase({ due: [first, second], because: 'срок' });
  t.deepEqual(nothing, { erased: [], kept: [] });
});

test('the octets of an erased key are in no file of the database, and the blob is gone', async (t) => {
  const { metadata, blobs, put, fileOf, onDisk, erase } = await openWorld(t);
  const versions = [];
  for (let n = 0; n < 12; n += 1) versions.push(await put(`договор ${n}`));
  const [due, kept] = [
    versions.filter((_, n) => n % 2 === 0),
    versions.filter((_, n) => n % 2 === 1),
  ];
  const wrapped = async (of: typeof due) =>
    (await Promise.all(of.map((each) => metadata.blobKeys.ofVersion(each))))
      .flat()
      .map(({ id, key }) => [id, key.wrapped] as const);
  const before = new Map(await wrapped(due));
  const file = await fileOf(due[0] ?? t.fail());
  const { erased } = await erase({ due, because: 'срок' });
  const job = (await metadata.takeJobs(OVER.toISOString(), 99, 60)).find(
    ({ kind }) => kind === REMOVE_ERASED,
  );
  await removeErased(job?.payload ?? '', { metadata, blobs });
  await removeErased(job?.payload ?? '', { metadata, blobs }); // done twice it is done once
  const octets = await onDisk();
  for (const id of erased) t.false(octets.includes(before.get(id) ?? t.fail()), id);
  for (const [, text] of await wrapped(kept)) t.true(octets.includes(text));
  t.is(await codeOf(blobs.open(file.id)), 'erased');
});

test('while a reader holds the database the keys are not said to be wiped: the job comes back', async (t) => {
  const { metadata, blobs, put, file, erase } = await openWorld(t);
  const due = [await put('договор')];
  await erase({ due, because: 'срок' });
  const reader = new BetterSqlite3(file, { readonly: true });
  reader.exec('BEGIN');
  reader.prepare('SELECT count(*) FROM blob_keys').get();
  await put('ещё один');
  await t.throwsAsync(removeErased('{"blobs":[]}', { metadata, blobs }), { message: /reader/ });
  reader.close();
  await removeErased('{"blobs":[]}', { metadata, blobs });
  t.pass();
});

test('a blob that is not erased is not removed, whatever a job says', async (t) => {
  const { metadata, blobs, put, fileOf } = await openWorld(t);
  const { id } = await fileOf(await put('договор'));
  const payload = JSON.stringify({ blobs: [id] });
  await t.throwsAsync(removeErased(payload, { metadata, blobs }), { message: /is not erased/ });
  t.is(await codeOf(blobs.open(id).then((blob) => blob.close())), 'done');
});

test('a version that comes between the decision and the commit keeps its content', async (t) => {
  const { world, blobs, put, fileOf, erase } = await openWorld(t);
  const due = await put('договор');
  const file = await fileOf(due);
  let came = false;
  const metadata = {
    ...world.metadata,
    async commit(changes: Parameters<typeof world.metadata.commit>[0]) {
      if (!came) {
        came = true;
        await put('договор', due.documentId);
      }
      await world.metadata.commit(changes);
    },
  };
  const erasing = { due: [due], because: 'срок' };
  await t.throwsAsync(erase(erasing, OVER, metadata), { code: 'stale' });
  t.is(await codeOf(blobs.open(file.id).then((blob) => blob.close())), 'done');
});

const notDue: readonly (readonly [string, object, Date, string])[] = [
  ['on its last day', ENDED, new Date(OVER.getTime() - 1), LAST_DAY],
  ['without an end of obligations', { lastOperation: '2026-12-01' }, OVER, 'no end is known'],
  ['while no operation is known', { obligationsEnd: '2027-06-30' }, OVER, 'no end is known'],
];

for (const [title, dates, now, detail] of notDue) {
  test(`para. 13 (л): nothing is erased ${title}, whoever decided that it is due`, async (t) => {
    const { metadata, blobs, put, fileOf, erase } = await openWorld(t, dates);
    const due = await put('договор');
    const nobody = { documentId: 'none', number: 1 };
    const error = await t.throwsAsync(erase({ due: [due], because: 'срок' }, now), {
      instanceOf: VaultError,
    });
    const field = { pointer: '/due/0', code: 'contradiction' };
    t.deepEqual(error?.fault, { code: 'invalid', fields: [{ ...field, detail }] });
    await t.throwsAsync(erase({ due: [nobody], because: 'срок' }), { code: 'invalid' });
    t.is(await codeOf(blobs.open((await fileOf(due)).id).then((blob) => blob.close())), 'done');
    const entries = await metadata.journal.entries(0, 100);
    t.false(entries.some(({ action }) => action === 'document.erased'));
  });
}
