import { request } from 'node:http';
import test from 'ava';
import { entrepreneur, exporter as exporterFacts } from '../test-fixtures/pki/subjects.ts';
import { assertionBy, sendAssertion } from './assertion.fixture.ts';
import { clientOf, formOf } from './client.fixture.ts';
import {
  CONTRACT,
  documentPart,
  enter,
  PLAIN_CONTRACT,
  placed,
  placeRequest,
  registerContract,
  sharedEnding,
  sign,
  signaturePart,
  startStage,
  UNK,
} from './service.fixture.ts';

const ending = sharedEnding();
const stage = await startStage(ending);
test.after.always(() => ending.end());

const entrepreneurFacts = {
  name: entrepreneur.commonName,
  inn: entrepreneur.inn,
  ogrn: entrepreneur.ogrnip,
};

test('a signed document goes in, comes out byte for byte, and its receipts are there (para. 24)', async (t) => {
  const { exporter, identities } = stage;
  const contract = await registerContract(exporter);
  const request = await placeRequest(identities.head, 'Договор № 1');
  const answer = await exporter.place(`/v1/contracts/${contract}/documents`, request);
  t.is(answer.status, 201, answer.bytes.toString());
  t.like(answer.json, { version: 1, state: 'accepted', contractId: contract });
  const version = answer.headers.get('location') ?? '';
  const content = await exporter.get(`${version}/content`);
  t.is(content.bytes.toString(), 'Договор № 1');
  t.is(content.headers.get('content-type'), 'application/pdf');
  const receipts = answer.json['receipts'];
  t.true(Array.isArray(receipts) && receipts.length === 2);
  for (const { id, action } of Array.isArray(receipts) ? receipts : []) {
    const receipt = await exporter.get(`/v1/receipts/${id}`);
    t.like(receipt.json, { format: 'okno-receipt/1', entry: { action } });
  }
});

test('the bank of the УНК gets the documents as of a moment (para. 23); any other УНК is denied', async (t) => {
  const { exporter, identities, origin } = stage;
  const { documentId } = await placed(exporter, identities.head, 'Договор № 2', CONTRACT);
  const bank = await enter(origin, identities.officer);
  const at = (unk: string, more = '') => `/v1/retrieval?unk=${encodeURIComponent(unk)}${more}`;
  const found = await bank.get(at(UNK));
  t.like(found.json, { contracts: [{ documents: [{ id: documentId }] }] });
  const before = await bank.get(at(UNK, '&asOf=2026-01-16T00:00:00.000Z'));
  t.is(before.status, 404, 'the contract was not there yet');
  t.is((await bank.get(at('26010001/1000/0000/1/1'))).status, 403);
  t.is((await bank.get(at('26010009/1481/0000/1/1'))).status, 404);
  const malformed = await bank.get(at('2601/1481'));
  t.like(malformed.json, { status: 422, errors: [{ pointer: '/unk', code: 'malformed' }] });
});

test('para. 23: of a secret a system hears neither title, number, date nor file names, wherever it asks', async (t) => {
  const { exporter, identities, origin } = stage;
  const unk = '26010007/1481/0000/1/1';
  const contract = await registerContract(exporter, { ...CONTRACT, unk });
  const words = { title: 'Сделка «Сапфир»', number: 'САПФИР-1', date: '2026-01-20' };
  const text = Buffer.from('тайна');
  const name = (part: typeof documentPart | typeof signaturePart, bytes: Uint8Array) => ({
    ...part(bytes),
    fileName: 'сапфир.pdf',
  });
  const answer = await exporter.place(`/v1/contracts/${contract}/documents`, {
    metadata: { category: 'e', secret: true, ...words },
    files: [name(documentPart, text), name(signaturePart, await sign(text, identities.head))],
  });
  t.is(answer.status, 201, answer.bytes.toString());
  const version = answer.headers.get('location') ?? '';
  const { json } = await sendAssertion(stage, await assertionBy(stage));
  const system = clientOf(origin, String(json['access_token']));
  const clerk = await enter(origin, identities.officer);
  const paths = [
    `/v1/contracts/${contract}/documents`,
    version.replace(/\/versions.*/, ''),
    version,
  ];
  for (const path of [...paths, `/v1/retrieval?unk=${encodeURIComponent(unk)}`]) {
    const seen = await system.get(path);
    t.is(seen.status, 200, path);
    t.notRegex(seen.bytes.toString(), /сапфир|2026-01-20/i, path);
    t.regex((await clerk.get(path)).bytes.toString(), /сапфир/i, path);
  }
  for (const part of ['/content', '/signatures/1', '/signatures/1/report']) {
    const refused = await system.get(`${version}${part}`);
    t.like(refused.json, { status: 403, reason: 'secret-needs-qualified-signature' }, part);
    t.is((await clerk.get(`${version}${part}`)).status, 200, part);
  }
  const evidence = `${version.replace(/\/versions.*/, '')}/evidence`;
  t.is((await system.get(evidence)).status, 403);
  t.is((await clerk.get(evidence)).status, 200);
  const receipts: unknown = (await system.get(`${version}/receipts`)).json['receipts'];
  if (!Array.isArray(receipts)) return t.fail();
  for (const { id } of receipts) {
    const receipt = await system.get(`/v1/receipts/${String(id)}`);
    t.is(receipt.status, 200);
    t.notRegex(receipt.bytes.toString(), /сапфир|2026-01-20/i);
  }
});

test('a bank sees who placed a contract under its УНК, whatever parties that one wrote', async (t) => {
  const { exporter, identities, origin, operator, pki, exporterId } = stage;
  const unk = '26010008/1481/0000/1/1';
  await registerContract(exporter, { ...CONTRACT, unk });
  const { name, inn, ogrn } = entrepreneurFacts;
  await operator.post('/v1/participants', { kind: 'russian-person', name, inn, ogrn });
  const squatter = await enter(origin, await pki.issue({ subject: entrepreneur }));
  await registerContract(squatter, { ...CONTRACT, unk });
  const bank = await enter(origin, identities.officer);
  const { json } = await bank.get(`/v1/retrieval?unk=${encodeURIComponent(unk)}`);
  const contracts: unknown = json['contracts'];
  if (!Array.isArray(contracts)) return t.fail();
  const owners = new Map(contracts.map(({ owner }) => [owner.inn, owner]));
  t.is(owners.size, 2);
  t.like(owners.get(exporterFacts.inn), { id: exporterId, name: exporterFacts.name });
  t.like(owners.get(inn), { name });
});

test('a Host header that is no host changes nothing: the question is in the path', async (t) => {
  const bank = await enter(stage.origin, stage.identities.officer);
  const path = `/v1/retrieval?unk=${encodeURIComponent('2601/1481')}`;
  const headers = { host: 'a b[', authorization: `Bearer ${bank.token}` };
  const status = await new Promise((resolve, reject) => {
    const sent = request(`${stage.origin}${path}`, { headers }, (answer) => {
      resolve(answer.resume().statusCode);
    });
    sent.on('error', reject).end();
  });
  t.is(status, 422);
});

test('a stranger to a document hears the same 404 as for one that is not there', async (t) => {
  const { exporter, identities, origin, operator, pki } = stage;
  const { version } = await placed(exporter, identities.head, 'Договор № 3');
  const { name, inn, ogrn } = entrepreneurFacts;
  await operator.post('/v1/participants', { kind: 'russian-person', name, inn, ogrn });
  const stranger = await enter(origin, await pki.issue({ subject: entrepreneur }));
  const denied = await stranger.get(`${version}/content`);
  const absent = await stranger.get('/v1/documents/none/versions/1/content');
  t.is(denied.status, 404);
  t.deepEqual({ ...denied.json, instance: '' }, { ...absent.json, instance: '' });
});

test('a further version is number 2, and the first stays as it was', async (t) => {
  const { exporter, identities } = stage;
  const { documentId, contract } = await placed(exporter, identities.head, 'Первая');
  const { metadata: _, ...second } = await placeRequest(identities.head, 'Вторая');
  const answer = await exporter.place(`/v1/documents/${documentId}/versions`, second);
  t.is(answer.status, 201, answer.bytes.toString());
  t.is(answer.json['version'], 2);
  const old = await exporter.get(`/v1/documents/${documentId}/versions/1/content`);
  t.is(old.bytes.toString(), 'Первая');
  const listed = await exporter.get(`/v1/contracts/${contract}/documents`);
  t.like(listed.json, { documents: [{ id: documentId, categoryLetter: 'а' }] });
});

test('a contract changes under If-Match only: none is 428, a stale one 412 (RFC 9110 §13.1.1)', async (t) => {
  const { exporter } = stage;
  const id = await registerContract(exporter);
  const shown = await exporter.get(`/v1/contracts/${id}`);
  t.is(shown.headers.get('etag'), '"1"');
  t.is(shown.json['keepUntil'], '2032-12-31');
  const put = (headers: Record<string, string>) =>
    exporter.send('PUT', `/v1/contracts/${id}`, {
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ ...PLAIN_CONTRACT, amount: '130000.00' }),
    });
  t.is((await put({})).status, 428);
  const changed = await put({ 'if-match': '"1"' });
  t.is(changed.headers.get('etag'), '"2"');
  t.is((await put({ 'if-match': '"1"' })).status, 412);
});

test('para. 13 (и), (л): a change takes nothing from the bank, and brings no end of keeping nearer', async (t) => {
  const { exporter, identities, origin } = stage;
  const unk = '26010031/1481/0000/1/1';
  const { contract, documentId, version } = await placed(
    exporter,
    identities.head,
    'Договор № 31',
    {
      ...CONTRACT,
      unk,
    },
  );
  const put = await exporter.send('PUT', `/v1/contracts/${contract}`, {
    headers: { 'content-type': 'application/json', 'if-match': '"1"' },
    body: JSON.stringify({ ...PLAIN_CONTRACT, amount: '1.00', obligationsEnd: '2026-02-01' }),
  });
  t.is(put.json['keepUntil'], '2032-12-31');
  t.like(put.json, { revision: 2, retention: [{ fromDate: '2027-12-31', toldIn: 1 }] });
  const { metadata: _, ...later } = await placeRequest(identities.head, 'Позже');
  t.is((await exporter.place(`/v1/documents/${documentId}/versions`, later)).status, 201);

  const bank = await enter(origin, identities.officer);
  const found = await bank.get(`/v1/retrieval?unk=${encodeURIComponent(unk)}`);
  t.like(found.json, {
    contracts: [
      { contract: { unk, amount: CONTRACT.amount, revision: 1 }, documents: [{ id: documentId }] },
    ],
  });
  t.regex(found.bytes.toString(), /"unkUntil":"/);
  t.is((await bank.get(`${version}/content`)).bytes.toString(), 'Договор № 31');
  t.is((await bank.get(version.replace(/1$/, '2'))).status, 404);
  const evidence = await bank.get(`/v1/documents/${documentId}/evidence`);
  t.is(evidence.status, 200);
  t.false(evidence.bytes.includes('/versions/2/'));
  const owned = await exporter.get(`/v1/contracts/${contract}`);
  t.like(owned.json, { amount: '1.00', keepUntil: '2032-12-31' });
});

test('verify judges a signature over its document and says every reason in two languages', async (t) => {
  const { exporter, identities } = stage;
  const bytes = Buffer.from('Счёт № 7');
  const file = { ...signaturePart(await sign(bytes, identities.head)), name: 'file' };
  const judge = async (content: Uint8Array) => {
    const body = formOf(undefined, [file, { ...documentPart(content), name: 'content' }]);
    return (await exporter.send('POST', '/v1/verify', { body })).json;
  };
  t.like(await judge(bytes), { kind: 'signature', signatures: [{ indication: 'TOTAL-PASSED' }] });
  const tampered = await judge(Buffer.from('Счёт № 8'));
  t.like(tampered, { signatures: [{ indication: 'TOTAL-FAILED', subIndication: 'HASH_FAILURE' }] });
  t.regex(JSON.stringify(tampered), /"ru":"[А-Я]/);
});

test('the evidence package is a file that verify accepts whole and refuses with one byte flipped', async (t) => {
  const { exporter, identities } = stage;
  const { documentId } = await placed(exporter, identities.head, 'Договор № 4');
  const evidence = await exporter.get(`/v1/documents/${documentId}/evidence`);
  t.is(evidence.headers.get('content-type'), 'application/zip');
  t.is(Number(evidence.headers.get('content-length')), evidence.bytes.length);
  const judge = async (bytes: Uint8Array) => {
    const part = { name: 'file', fileName: 'evidence.zip', mediaType: 'application/zip', bytes };
    return (await exporter.send('POST', '/v1/verify', { body: formOf(undefined, [part]) })).json;
  };
  const whole = await judge(evidence.bytes);
  t.like(
    whole,
    { kind: 'package', indication: 'TOTAL-PASSED' },
    JSON.stringify(whole).slice(0, 3000),
  );
  const flipped = Buffer.from(evidence.bytes);
  const middle = flipped.length >> 1;
  flipped[middle] = (flipped[middle] ?? 0) ^ 1;
  t.not((await judge(flipped))['indication'], 'TOTAL-PASSED');
});

test('the log is public and names no one: checkpoint, tiles, and no other spelling of a tile (C2SP)', async (t) => {
  const visitor = clientOf(stage.origin);
  const checkpoint = await visitor.get('/v1/journal/checkpoint');
  const [origin, size] = checkpoint.bytes.toString().split('\n');
  t.is(origin, 'okno.test/journal');
  const tile = await visitor.get(`/v1/journal/tile/0/000.p/${size}`);
  t.is(tile.status, 200, tile.bytes.toString());
  t.is(tile.bytes.length, 32 * Number(size));
  t.is((await visitor.get('/v1/journal/tile/00/000.p/1')).status, 404);
  t.is((await visitor.get('/v1/journal/tile/0/000')).status, 404);
  // Of an entry the public log holds the salted digest alone.
  const bundle = await visitor.get(`/v1/journal/tile/entries/000.p/${size}`);
  const leaf = /^(?:..okno-vault entry v1\n[A-Za-z0-9+/]{43}=\n)+$/s;
  t.regex(bundle.bytes.toString('latin1'), leaf);
});
