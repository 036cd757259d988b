import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import BetterSqlite3 from 'better-sqlite3';
import type { JournalAction } from '../../../vault/model/journal.ts';
import { archiveContract } from '../../contracts/archive.contract.ts';
import { blobKeysContract } from '../../contracts/blob-keys.contract.ts';
import { delegationsContract } from '../../contracts/delegations.contract.ts';
import { everything } from '../../contracts/everything.ts';
import { jobsContract } from '../../contracts/jobs.contract.ts';
import { journalContract } from '../../contracts/journal.contract.ts';
import { metadataContract } from '../../contracts/metadata.contract.ts';
import { metadataModel } from '../../contracts/metadata.model.ts';
import { outcome } from '../../contracts/outcome.ts';
import { queueContract } from '../../contracts/queue.contract.ts';
import { requestsContract } from '../../contracts/requests.contract.ts';
import * as sample from '../../contracts/samples.ts';
import { sendingsContract } from '../../contracts/sendings.contract.ts';
import { openSqliteMetadata } from './open-sqlite-metadata.ts';

async function newFile(t: ExecutionContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'okno-sqlite-'));
  t.teardown(() => rm(folder, { recursive: true }));
  return join(folder, 'data', 'metadata.sqlite');
}

const make = async (t: ExecutionContext) => openSqliteMetadata({ file: await newFile(t) });
metadataContract('sqlite', make);
blobKeysContract('sqlite', make);
sendingsContract('sqlite', make);
requestsContract('sqlite', make);
delegationsContract('sqlite', make);
archiveContract('sqlite', make);
journalContract('sqlite', make);
jobsContract('sqlite', make);
queueContract('sqlite', make);
metadataModel('sqlite', make);

test('what was committed and sequenced is there after the file is opened again', async (t) => {
  const file = await newFile(t);
  const first = await openSqliteMetadata({ file });
  await first.commit({ ...sample.placement('d', 1), jobs: [sample.job('j', sample.NOON)] });
  await first.commit({ entries: [sample.entry('later')] });
  await first.journal.sequence(sample.batch(0, ['d-1']));
  const before = await everything(first);
  await first.close();
  const second = await openSqliteMetadata({ file });
  t.deepEqual(await everything(second), before);
  t.is((await second.takeJobs(sample.NOON, 9, 1)).length, 1);
  await second.close();
});

test('a file that is open for writing is refused, and is free again after close', async (t) => {
  const file = await newFile(t);
  const first = await openSqliteMetadata({ file });
  t.is(await outcome(openSqliteMetadata({ file })), 'unavailable');
  t.is(await outcome(first.commit({ contracts: [sample.contract('c')] })), 'done');
  await first.close();
  const second = await openSqliteMetadata({ file });
  t.is((await second.contractsOf('exporter')).length, 1);
  await second.close();
});

test('a second process is refused while the first goes on', async (t) => {
  const file = await newFile(t);
  const store = await openSqliteMetadata({ file });
  const script = fileURLToPath(new URL('../../durability/scenario.ts', import.meta.url));
  const second = spawn(process.execPath, [script, 'place', dirname(dirname(file))]);
  let errors = '';
  second.stderr.on('data', (data: Buffer) => {
    errors += data.toString();
  });
  t.not(await new Promise((resolve) => second.on('close', resolve)), 0);
  t.regex(errors, /metadata\.sqlite is open for writing already/);
  t.is(await outcome(store.commit({ contracts: [sample.contract('c')] })), 'done');
  await store.close();
});

test('while a foreign program holds a write lock commits are unavailable, afterwards not', async (t) => {
  const file = await newFile(t);
  const store = await openSqliteMetadata({ file });
  const foreign = new BetterSqlite3(file);
  foreign.exec('BEGIN IMMEDIATE');
  const refused = await Promise.all([
    outcome(store.commit({ contracts: [sample.contract('a')] })),
    outcome(store.commit({ contracts: [sample.contract('b')] })),
  ]);
  t.deepEqual(refused, ['unavailable', 'unavailable']);
  foreign.close();
  t.is(await outcome(store.commit({ contracts: [sample.contract('a')] })), 'done');
  await store.close();
});

test('what cannot be sent to the writer is refused, and the next call is served', async (t) => {
  const store = await openSqliteMetadata({ file: await newFile(t) });
  const unsendable = { ...sample.contract('c'), number: (() => '') as unknown as string };
  await t.throwsAsync(store.commit({ contracts: [unsendable] }), { name: 'DataCloneError' });
  t.is(await store.contract('c'), undefined);
  await store.close();
});

test('a reader, such as a backup tool, is not hindered by the writer', async (t) => {
  const file = await newFile(t);
  const store = await openSqliteMetadata({ file });
  await store.commit({ contracts: [sample.contract('c')] });
  const reader = new BetterSqlite3(file, { readonly: true });
  t.deepEqual(reader.prepare('SELECT id FROM contracts').all(), [{ id: 'c' }]);
  reader.exec('BEGIN');
  reader.prepare('SELECT 1 FROM contracts').get();
  t.is(await outcome(store.commit({ contracts: [sample.contract('d')] })), 'done');
  reader.close();
  await store.close();
});

test('a file of something else is refused as corrupt and is not touched', async (t) => {
  const file = await newFile(t);
  await (await openSqliteMetadata({ file })).close();
  await writeFile(file, 'This is no database, whatever its name says. '.repeat(100));
  t.is(await outcome(openSqliteMetadata({ file })), 'corrupt');
  await rm(file);
  const foreign = new BetterSqlite3(file);
  foreign.exec('CREATE TABLE theirs (x)');
  foreign.close();
  t.is(await outcome(openSqliteMetadata({ file })), 'corrupt');
});

test('a file of a newer program is refused, not half understood', async (t) => {
  const file = await newFile(t);
  await (await openSqliteMetadata({ file })).close();
  const newer = new BetterSqlite3(file);
  newer.pragma('user_version = 9999');
  newer.close();
  t.is(await outcome(openSqliteMetadata({ file })), 'unavailable');
});

test('a file from before revisions were kept gets them out of its journal', async (t) => {
  const file = await newFile(t);
  const first = await openSqliteMetadata({ file });
  const revisions = [1, 2, 3].map((revision) =>
    sample.contract('c', { revision, unk: `${revision}/1000` }),
  );
  for (const [at, contract] of revisions.entries()) {
    const action: JournalAction = at === 0 ? 'contract.registered' : 'contract.changed';
    const content = { contract: { ...contract, parties: [] }, before: { unk: 'no revision' } };
    const entry = { ...sample.entry(`e${at}`), action, content };
    await first.commit({ contracts: [contract], entries: [entry], contractsEntry: entry.id });
    if (at === 2) continue; // committed, not yet in the log
    const batch = sample.batch(at, [entry.id], sample.at(at));
    const bytes = Buffer.from(JSON.stringify(entry));
    const entries = batch.entries.map((each) => ({ ...each, action, bytes }));
    await first.journal.sequence({ ...batch, entries });
  }
  await first.commit({ contracts: [sample.contract('silent', { unk: 'x' })] });
  await first.close();
  const old = new BetterSqlite3(file);
  old.exec(`DROP TABLE erased_entries; DROP TABLE heads; DROP TABLE delegations; DROP TABLE access_events; DROP TABLE quarantine;
    DROP TABLE erased_blobs; DROP TABLE blob_references; DROP TABLE blob_keys; DROP TABLE unarchived;
    DROP TABLE sendings; DROP TABLE requests; DROP TABLE contract_revisions`);
  old.pragma('user_version = 2');
  old.close();

  const second = await openSqliteMetadata({ file });
  const [one, two, ...more] = await second.contractRevisions('c');
  t.like(one, { contract: { revision: 1, unk: '1/1000', number: '№ c' }, since: sample.at(0) });
  t.like(two, { contract: { revision: 2, unk: '2/1000' }, since: sample.at(1) });
  t.deepEqual(more, []);
  t.deepEqual(await second.contractsEverUnder('1/1000'), ['c']);
  t.deepEqual(await second.contractsEverUnder('no revision'), []);
  await second.journal.sequence(sample.batch(2, ['e2'], sample.at(2)));
  t.like((await second.contractRevisions('c'))[2], {
    contract: { revision: 3 },
    since: sample.at(2),
  });
  t.deepEqual(await second.contractRevisions('silent'), [
    { contract: sample.contract('silent', { unk: 'x' }) },
  ]);
  await second.close();
});

test('a folder that cannot be made is refused as unavailable', async (t) => {
  const file = await newFile(t);
  await writeFile(join(file, '..', '..', 'data'), 'a file in the way');
  t.is(await outcome(openSqliteMetadata({ file })), 'unavailable');
});

test('the file is rows of strict tables whose references hold', async (t) => {
  const file = await newFile(t);
  const store = await openSqliteMetadata({ file });
  await store.commit(sample.placement('d', 1));
  await store.journal.sequence(sample.batch(0, ['d-1']));
  await store.close();
  const reader = new BetterSqlite3(file, { readonly: true });
  t.deepEqual(reader.pragma('integrity_check'), [{ integrity_check: 'ok' }]);
  t.deepEqual(reader.pragma('foreign_key_check'), []);
  t.is(reader.prepare('SELECT count(*) FROM entries WHERE record IS NOT NULL').pluck().get(), 0);
  reader.close();
});
