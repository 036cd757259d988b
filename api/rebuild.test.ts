// The database and the documents are deleted; what the archive holds makes them again.
import { randomUUID } from 'node:crypto';
import { cp, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { fsTree } from '../storage/archive/fs/fs-tree.ts';
import { rootOf } from '../storage/archive/fs/open-archive.ts';
import { openSqliteMetadata } from '../storage/metadata/sqlite/open-sqlite-metadata.ts';
import { head } from '../test-fixtures/pki/subjects.ts';
import { digests, LOCAL_DIGESTS } from '../verify/ocfl/object.fixture.ts';
import { validateRoot } from '../verify/ocfl/validate-root.ts';
import { dispatch } from './cli.ts';
import type { Client } from './client.fixture.ts';
import { compose } from './compose.ts';
import { command, forget, scratch } from './rebuild.fixture.ts';
import {
  CONTRACT,
  configOf,
  documentPart,
  enter,
  METADATA,
  placed,
  type placeRequest,
  type Stage,
  sign,
  signaturePart,
  startStage,
  UNK,
  untilStamped,
} from './service.fixture.ts';

const PORTS = { clock: { now: () => new Date() }, log: { write: () => undefined } };
const FORMER_UNK = '26010002/1481/0000/1/1';

/** Everything that a participant can ask; each answer has to be the same after the rebuild. */
async function questions(client: Client, bank: Client, facts: Filled) {
  const { contract, documentId, versions } = facts;
  const paths = [
    '/v1/contracts',
    `/v1/contracts/${contract}`,
    `/v1/contracts/${contract}/documents`,
    `/v1/documents/${documentId}`,
    ...versions.flatMap((version) => [
      version,
      `${version}/content`,
      `${version}/signatures/1`,
      `${version}/signatures/1/report`,
      `${version}/receipts`,
    ]),
    ...facts.receipts.flatMap((id) => [
      `/v1/receipts/${id}`,
      `/v1/receipts/${id}/time-stamp`,
      `/v1/receipts/${id}/cosignature`,
    ]),
    '/v1/requests',
  ];
  const answers = new Map<string, string>();
  for (const path of paths) {
    const { status, bytes } = await client.get(path);
    answers.set(path, `${status} ${bytes.toString('base64')}`);
  }
  for (const path of [
    `/v1/retrieval?unk=${encodeURIComponent(UNK)}`,
    `/v1/retrieval?unk=${encodeURIComponent(FORMER_UNK)}`,
    `/v1/retrieval?unk=${encodeURIComponent(FORMER_UNK)}&asOf=${encodeURIComponent(facts.before)}`,
    '/v1/sendings',
    '/v1/requests',
  ]) {
    const { status, bytes } = await bank.get(path);
    // The entry of this very retrieval, and the moment of one that names none.
    const text = bytes.toString('utf8').replace(/"asOf":"[^"]*","entry":"[^"]*"/, '');
    answers.set(`bank ${path}`, `${status} ${text}`);
  }
  // Packages that were issued before, octet for octet.
  for (const path of facts.packages) {
    const { status, bytes } = await client.get(path);
    answers.set(path, `${status} ${bytes.toString('base64')}`);
  }
  return answers;
}

interface Filled {
  readonly contract: string;
  readonly documentId: string;
  readonly versions: readonly string[];
  readonly receipts: readonly string[];
  /** A moment at which the former УНК stood. */
  readonly before: string;
  readonly request: Awaited<ReturnType<typeof placeRequest>>;
  readonly answered: Buffer;
  readonly packages: readonly string[];
}

/** A contract with a former УНК, versions, one of them pending, a request and a sending that answers it. */
async function fill(stage: Stage): Promise<Filled> {
  const { exporter, identities, origin, bankId, pki } = stage;
  const first = { ...CONTRACT, unk: FORMER_UNK };
  const one = await placed(exporter, identities.head, 'Договор поставки', first);
  const before = new Date().toISOString();
  const headers = { 'content-type': 'application/json', 'if-match': '"1"' };
  const body = JSON.stringify({ ...CONTRACT, lastOperation: '2026-02-01' });
  const path = `/v1/contracts/${one.contract}`;
  const changed = await exporter.send('PUT', path, { headers, body });
  if (changed.status !== 200) throw new Error(changed.bytes.toString());
  const second = await placeNext(exporter, one.documentId, identities.head);
  const unknown = { ocsp: 'http://127.0.0.1:9/', caIssuers: 'http://127.0.0.1:9/' };
  const waiting = await pki.issue({ subject: head, cdp: ['http://127.0.0.1:9/crl'], aia: unknown });
  const pending = await placeNext(exporter, one.documentId, waiting);
  const bank = await enter(origin, identities.officer);
  const asked = await bank.post('/v1/requests', {
    ...{ exporter: { inn: '9905000018' }, number: 'З-1', date: '2026-03-01', unk: UNK },
    ground: '173-ФЗ, ст. 23',
    items: [{ text: 'Договор' }],
    term: { workingDays: 7 },
  });
  await exporter.post(`${one.version}/sendings`, {
    to: bankId,
    ...(asked.status === 201 ? { request: asked.json['id'], items: [1] } : {}),
  });
  const versions = [one.version, second, pending];
  const receipts: string[] = [];
  for (const version of versions) {
    await untilStamped(exporter, version);
    const { json } = await exporter.get(`${version}/receipts`);
    receipts.push(
      ...[...JSON.stringify(json).matchAll(/"id":"([\w-]+)"/g)].map(([, id = '']) => id),
    );
  }
  const { contract, documentId, request, answer } = one;
  const packages: string[] = [];
  for (const path of [`/v1/documents/${documentId}/evidence`, `${one.version}/evidence`]) {
    const { headers: issued } = await exporter.get(path);
    packages.push(issued.get('content-location') ?? '');
  }
  const answered = answer.bytes;
  return { contract, documentId, versions, receipts, before, request, answered, packages };
}

async function placeNext(
  client: Client,
  documentId: string,
  identity: Stage['identities']['head'],
) {
  const bytes = Buffer.from(`Версия ${randomUUID()}`);
  const files = [documentPart(bytes), signaturePart(await sign(bytes, identity))];
  const answer = await client.place(`/v1/documents/${documentId}/versions`, { files });
  if (answer.status >= 300) throw new Error(answer.bytes.toString());
  return answer.headers.get('location') ?? '';
}

test('with the database and the documents gone, the archive makes everything again, byte for byte', async (t) => {
  const data = await scratch(t);
  const stage = await startStage(t, { data, tsa: { down: false } });
  const { identities, origin } = stage;
  const facts = await fill(stage);
  const expected = await questions(stage.exporter, await enter(origin, identities.officer), facts);
  t.true(expected.size > 40, String(expected.size));
  for (const path of facts.packages) t.regex(expected.get(path) ?? '', /^200 UEsDB/);
  await stage.service.close();
  const tree = fsTree(rootOf(join(data, 'archive')));
  const valid = await validateRoot({ tree, digests, localDigests: LOCAL_DIGESTS });
  t.deepEqual(valid.findings, []);
  t.true(valid.objects >= 2);

  await forget(data, 'okno.sqlite', 'documents', 'last-head.json');
  const { code, report, stderr } = await command(data);
  t.is(code, 0, stderr);
  t.like(report, { documents: 1, withoutObject: [], unreadable: [], withoutKey: [], pending: [] });
  t.true(report.restored > 5);

  const config = configOf(data, {});
  const service = await compose(config, PORTS);
  t.teardown(() => service.close());
  const { port } = await service.listen();
  const again = `http://127.0.0.1:${port}`;
  const exporter = await enter(again, identities.head);
  const found = await questions(exporter, await enter(again, identities.officer), facts);
  t.deepEqual([...found.keys()], [...expected.keys()]);
  for (const [path, answer] of expected) t.is(found.get(path), answer, path);

  // Idempotency-Key: for ever the same answer, and no other request under it.
  const repeated = await exporter.place(`/v1/contracts/${facts.contract}/documents`, facts.request);
  t.deepEqual(repeated.bytes, facts.answered);
  const other = { ...facts.request, metadata: { ...METADATA, title: 'Другое' } };
  t.is((await exporter.place(`/v1/contracts/${facts.contract}/documents`, other)).status, 422);
  // And it goes on: the journal grows from where it was.
  const next = await exporter.post('/v1/contracts', { ...CONTRACT, unk: undefined });
  t.is(next.status, 201);
});

test('a good database is not touched without --replace, and stays beside with it', async (t) => {
  const data = await scratch(t);
  const stage = await startStage(t, { data });
  await placed(stage.exporter, stage.identities.head, 'Договор');
  t.is((await command(data)).code, 69); // the service runs
  await stage.service.close();
  const refused = await command(data);
  t.is(refused.code, 69);
  t.regex(refused.stderr, /--replace/);
  const { code, report } = await command(data, '--replace');
  t.is(code, 0);
  t.regex(report.movedAside, /okno\.sqlite\.before-/);
  t.is(report.lastHead, 'agrees');
  const damaged = join(data, 'okno.sqlite');
  await writeFile(damaged, 'not a database');
  t.is((await command(data)).code, 0);
});

test('what was signed after the last archived segment is told, and the journal does not go on', async (t) => {
  const data = await scratch(t);
  const stage = await startStage(t, { data });
  await placed(stage.exporter, stage.identities.head, 'Договор');
  await stage.service.close();
  const copy = `${data}-copy`;
  await cp(join(data, 'archive'), copy, { recursive: true });
  const later = await compose(configOf(data, {}), PORTS);
  const { port } = await later.listen();
  await enter(`http://127.0.0.1:${port}`, stage.identities.head);
  await later.close();
  await forget(data, 'okno.sqlite', 'archive', 'last-head.json.segment');
  await cp(copy, join(data, 'archive'), { recursive: true });
  const { code, report } = await command(data);
  t.is(code, 1);
  t.is(report.lastHead, 'behind');
  t.is(report.lostEntries.from, report.entries);
  t.true(report.lostEntries.to > report.lostEntries.from);
  await t.throwsAsync(compose(configOf(data, {}), PORTS), { code: 'fork' });
});

test('after a roll-over of the master key and an erasure in the journal the archive has neither old keys nor what was erased', async (t) => {
  const data = await scratch(t);
  const stage = await startStage(t, { data });
  const { version } = await placed(stage.exporter, stage.identities.head, 'Договор');
  await stage.service.close();
  const metadata = await openSqliteMetadata({ file: join(data, 'okno.sqlite') });
  const entries = await metadata.journal.entries(0, 100);
  await metadata.close();
  const visit = entries.find(({ action }) => action === 'session.opened');
  const [id, salt] = [visit?.id ?? '', Buffer.from(visit?.salt ?? []).toString('base64')];
  const root = rootOf(join(data, 'archive'));
  t.true(await holdsText(root, salt));

  const config = join(data, '..', 'okno.json');
  await writeFile(config, JSON.stringify({ data, logName: 'okno.test/journal' }));
  for (const args of [
    ['master-key', 'roll-over'],
    ['erase', id, '--ground', '152-ФЗ, ст. 21', '--by', 'Громов'],
  ]) {
    const said: string[] = [];
    const out = { write: (text: string) => said.push(text) };
    const code = await dispatch([...args, '--config', config], {
      ...{ stdout: out, stderr: out, environment: {}, cwd: data, now: () => new Date() },
    });
    t.is(code, 0, said.join(''));
  }
  await (await compose(configOf(data, {}), PORTS)).close();
  t.false(await holdsText(root, salt));
  const tree = fsTree(root);
  t.deepEqual((await validateRoot({ tree, digests, localDigests: LOCAL_DIGESTS })).findings, []);

  await forget(data, 'okno.sqlite', 'documents', 'last-head.json');
  const { code, report, stderr } = await command(data);
  t.is(code, 0, stderr);
  t.deepEqual(report.withoutKey, []);
  const service = await compose(configOf(data, {}), PORTS);
  t.teardown(() => service.close());
  const { port } = await service.listen();
  const exporter = await enter(`http://127.0.0.1:${port}`, stage.identities.head);
  t.is((await exporter.get(`${version}/content`)).bytes.toString(), 'Договор');
});

async function holdsText(folder: string, text: string): Promise<boolean> {
  for (const name of await readdir(folder, { recursive: true })) {
    const file = join(folder, name);
    if (!(await stat(file)).isFile()) continue;
    if ((await readFile(file, 'utf8')).includes(text)) return true;
  }
  return false;
}
