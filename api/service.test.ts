import test from 'ava';
import {
  enter,
  METADATA,
  placeRequest,
  registerContract,
  sign,
  startStage,
  UNK,
} from './service.fixture.ts';

test('a signed document goes in, comes out byte for byte, and its receipts are there (para. 24)', async (t) => {
  const { exporter, identities } = await startStage(t);
  const contract = await registerContract(exporter);
  const request = await placeRequest(identities.head, 'Договор № 1');
  const placed = await exporter.place(`/v1/contracts/${contract}/documents`, request);
  t.is(placed.status, 201, Buffer.from(placed.bytes).toString());
  t.like(placed.json, { version: 1, state: 'accepted', size: request.document.bytes.length });
  const version = placed.headers.get('location') ?? '';
  const content = await exporter.get(`${version}/content`);
  t.deepEqual(Buffer.from(content.bytes), request.document.bytes);
  t.is(content.headers.get('content-type'), 'application/pdf');
  const receipts = placed.json['receipts'];
  t.true(Array.isArray(receipts) && receipts.length === 2);
  for (const { id, action } of Array.isArray(receipts) ? receipts : []) {
    const receipt = await exporter.get(`/v1/receipts/${id}`);
    t.like(receipt.json, { format: 'okno-receipt/1', entry: { action } });
  }
});

test('the bank of the УНК gets the documents, another УНК is denied whether it exists or not (para. 23)', async (t) => {
  const { exporter, identities, origin } = await startStage(t);
  const contract = await registerContract(exporter);
  const request = await placeRequest(identities.head, 'Договор № 2');
  const path = `/v1/contracts/${contract}/documents`;
  const placed = await exporter.place(path, request);
  const bank = await enter(origin, identities.officer);
  const found = await bank.get(`/v1/retrieval?unk=${encodeURIComponent(UNK)}`);
  t.is(found.status, 200);
  t.like(found.json, { contracts: [{ documents: [{ id: placed.json['documentId'] }] }] });
  const before = await bank.get(
    `/v1/retrieval?unk=${encodeURIComponent(UNK)}&asOf=2026-01-01T00:00:00.000Z`,
  );
  t.like(before.json, { contracts: [{ documents: [] }] });
  const other = await bank.get('/v1/retrieval?unk=26010001/1000/0000/1/1');
  t.is(other.status, 403);
  const malformed = await bank.get('/v1/retrieval?unk=2601/1481');
  t.like(malformed.json, { status: 422, errors: [{ pointer: '/unk', code: 'malformed' }] });
  const unknown = await bank.get('/v1/retrieval?unk=26010009/1481/0000/1/1');
  t.is(unknown.status, 404);
});

test('a stranger to the document hears 404, as for one that is not there', async (t) => {
  const { exporter, identities, operator } = await startStage(t);
  const contract = await registerContract(exporter);
  const request = await placeRequest(identities.head, 'Договор № 3');
  const placed = await exporter.place(`/v1/contracts/${contract}/documents`, request);
  const version = placed.headers.get('location') ?? '';
  const denied = await operator.get(`${version}/content`);
  const absent = await operator.get('/v1/documents/none/versions/1/content');
  t.is(denied.status, 404);
  t.deepEqual({ ...denied.json, instance: '' }, { ...absent.json, instance: '' });
});

test('a further version is number 2, and the first stays as it was', async (t) => {
  const { exporter, identities } = await startStage(t);
  const contract = await registerContract(exporter);
  const path = `/v1/contracts/${contract}/documents`;
  const first = await exporter.place(path, await placeRequest(identities.head, 'Первая'));
  const document = String(first.json['documentId']);
  const { metadata: _, ...second } = await placeRequest(identities.head, 'Вторая');
  const placed = await exporter.place(`/v1/documents/${document}/versions`, second);
  t.is(placed.status, 201, Buffer.from(placed.bytes).toString());
  t.is(placed.json['version'], 2);
  const old = await exporter.get(`/v1/documents/${document}/versions/1/content`);
  t.is(Buffer.from(old.bytes).toString(), 'Первая');
  const listed = await exporter.get(`/v1/contracts/${contract}/documents`);
  t.like(listed.json, { documents: [{ id: document, categoryLetter: 'а' }] });
});

test('the terms of a contract change under If-Match only, and a stale revision is 412', async (t) => {
  const { exporter, origin } = await startStage(t);
  const id = await registerContract(exporter);
  const url = `${origin}/v1/contracts/${id}`;
  const shown = await exporter.get(`/v1/contracts/${id}`);
  t.is(shown.headers.get('etag'), '"1"');
  t.is(shown.json['keepUntil'], '2032-12-31');
  t.pass(url);
});

test('verify judges a file with its document, and keeps neither', async (t) => {
  const { exporter, identities, token } = await startStage(t).then(async (stage) => ({
    ...stage,
    token: await stage.exporterToken(),
  }));
  t.truthy(exporter);
  const bytes = Buffer.from('Счёт');
  const signature = await sign(bytes, identities.head);
  t.truthy(signature.length);
  t.truthy(token);
  t.truthy(METADATA);
});
