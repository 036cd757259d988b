// What was still to be done when the database was lost is done by the service that goes on.
import { randomUUID } from 'node:crypto';
import { cp, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import test from 'ava';
import { openSqliteMetadata } from '../storage/metadata/sqlite/open-sqlite-metadata.ts';
import { eraseContent } from '../vault/retention/erase-content.ts';
import { compose } from './compose.ts';
import { openJournal } from './composition/open-journal.ts';
import { openStores } from './composition/open-stores.ts';
import type { Config } from './config.ts';
import { command, forget, rebuildWith, scratch } from './rebuild.fixture.ts';
import {
  algorithms,
  configOf,
  enter,
  PLAIN_CONTRACT,
  placed,
  startStage,
  startTsa,
  untilStamped,
} from './service.fixture.ts';

/** Its term ends with 2032: when it is erased, that is long over. */
const ENDED = { ...PLAIN_CONTRACT, lastOperation: '2026-06-30' };
const LATER = { now: () => new Date('2040-01-01T00:00:00Z') };

const PORTS = { clock: { now: () => new Date() }, log: { write: () => undefined } };

test('a receipt that no time-stamp had yet gets it after the rebuild', async (t) => {
  const data = await scratch(t);
  const tsa = { down: true };
  const stage = await startStage(t, { data });
  const timeStampUrl = await startTsa(t, stage.pki, tsa);
  const { version } = await placed(stage.exporter, stage.identities.head, 'Договор');
  await stage.service.close();
  await forget(data, 'okno.sqlite');
  const rebuilt = await rebuildWith(data, { timeStampUrl });
  t.is(rebuilt.code, 0, rebuilt.stderr);
  tsa.down = false;
  const service = await compose(configOf(data, { timeStampUrl }), PORTS);
  t.teardown(() => service.close());
  const { port } = await service.listen();
  const exporter = await enter(`http://127.0.0.1:${port}`, stage.identities.head);
  const receipts = JSON.stringify(await untilStamped(exporter, version));
  t.is([...receipts.matchAll(/"timeStamp":\{"state":"present"/g)].length, 2, receipts);
});

async function erase(config: Config, documentId: string): Promise<readonly string[]> {
  const stores = await openStores(config, 'command');
  const opening = { ...PORTS, config, stores, algorithms };
  const { sequencer } = await openJournal(opening);
  await sequencer.start();
  const principal = {
    participantId: 'operator',
    kind: 'operator',
    state: 'active',
    authentication: 'qualified-signature',
  } as const;
  const { erased } = await eraseContent(
    { due: [{ documentId, number: 1 }], because: 'срок истёк', principal },
    { metadata: stores.metadata, sequencer, clock: LATER, newId: () => randomUUID() },
  );
  await sequencer.close();
  await stores.metadata.close();
  return erased;
}

/** Contents of every file under the folder. */
async function textOf(folder: string): Promise<string> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = found.filter((each) => each.isFile());
  const texts = files.map((each) => readFile(join(each.parentPath, each.name), 'latin1'));
  return (await Promise.all(texts)).join('\n');
}

async function keysIn(data: string, documentId: string): Promise<readonly string[]> {
  const metadata = await openSqliteMetadata({ file: join(data, 'okno.sqlite') });
  const blobs = await metadata.blobKeys.ofVersion({ documentId, number: 1 });
  await metadata.close();
  return blobs.map(({ key }) => key.wrapped);
}

test('a destroyed key is in no ring of the archive, be the version in a package that was issued', async (t) => {
  const data = await scratch(t);
  const stage = await startStage(t, { data });
  const { documentId } = await placed(stage.exporter, stage.identities.head, 'Договор', ENDED);
  const { status, headers } = await stage.exporter.get(`/v1/documents/${documentId}/evidence`);
  t.is(status, 200);
  await stage.service.close();
  const keys = await keysIn(data, documentId);
  t.true(keys.length > 2);
  const before = await textOf(join(data, 'archive'));
  t.deepEqual(
    keys.filter((key) => !before.includes(key)),
    [],
  );
  await erase(configOf(data), documentId);
  await (await compose(configOf(data), PORTS)).close(); // it is archived
  const after = await textOf(join(data, 'archive'));
  t.deepEqual(
    keys.filter((key) => after.includes(key)),
    [],
  );

  await forget(data, 'okno.sqlite', 'documents');
  const { code, report, stderr } = await command(data);
  t.is(code, 0, stderr);
  t.like(report, { withoutObject: [], unreadable: [], withoutKey: [] });
  const service = await compose(configOf(data), PORTS);
  t.teardown(() => service.close());
  const { port } = await service.listen();
  const exporter = await enter(`http://127.0.0.1:${port}`, stage.identities.head);
  const gone = await exporter.get(headers.get('content-location') ?? '');
  t.is(gone.status, 410, gone.bytes.toString());
});

async function stored(data: string): Promise<readonly string[]> {
  const names = await readdir(join(data, 'documents', 'blobs'), { recursive: true });
  return names.map((name) => name.split('/').at(-1) ?? '');
}

test('para. 13 (л): what was lawfully erased does not come back, and goes where it still lies', async (t) => {
  const data = await scratch(t);
  const stage = await startStage(t, { data });
  const { documentId } = await placed(stage.exporter, stage.identities.head, 'Договор', ENDED);
  await stage.service.close();
  const before = `${data}-before`;
  t.teardown(() => rm(before, { recursive: true, force: true }));
  await cp(join(data, 'documents'), before, { recursive: true });
  const names = (await erase(configOf(data), documentId)).map((id) => id.split('/')[1] ?? '');
  t.true(names.length > 2);
  await (await compose(configOf(data), PORTS)).close(); // it is archived

  await forget(data, 'okno.sqlite', 'documents');
  const { code, stderr } = await command(data);
  t.is(code, 0, stderr);
  const restored = await stored(data);
  t.deepEqual(
    names.filter((name) => restored.includes(name)),
    [],
  );

  await forget(data, 'okno.sqlite');
  await cp(before, join(data, 'documents'), { recursive: true });
  t.is((await command(data)).code, 0);
  const service = await compose(configOf(data), PORTS);
  t.teardown(() => service.close());
  const left = async () => {
    const there = await stored(data);
    return names.filter((name) => there.includes(name));
  };
  for (let attempt = 0; (await left()).length > 0 && attempt < 300; attempt += 1) {
    await setTimeout(100);
  }
  t.deepEqual(await left(), []);
});
