// Who may still act, and who acts for whom, over the running service (para. 17 (б), 22, 32; customs order, annex 2, 7).
import { join } from 'node:path';
import test from 'ava';
import BetterSqlite3 from 'better-sqlite3';
import { type Client, clientOf } from './client.fixture.ts';
import {
  CONTRACT,
  enter,
  placed,
  placeRequest,
  sharedEnding,
  startStage,
} from './service.fixture.ts';

const ending = sharedEnding();
const stage = await startStage(ending);
const bank = await enter(stage.origin, stage.identities.officer);
test.after.always(() => ending.end());

const TOMORROW = () => new Date(Date.now() + 86_400_000).toISOString();
const EVERYTHING = [
  'contract.describe',
  'document.describe',
  'document.read',
  'document.place',
  'receipt.read',
];

async function delegate(more: object = {}): Promise<string> {
  const { exporter, bankId } = stage;
  const facts = { to: bankId, actions: EVERYTHING, categories: ['a'], until: TOMORROW(), ...more };
  const answer = await exporter.post('/v1/delegations', facts);
  if (answer.status !== 201) throw new Error(answer.bytes.toString());
  return String(answer.json['id']);
}

/** A session of the bank of its own, so that tests do not hinder each other, acting under a delegation. */
async function acting(delegation: string): Promise<Client> {
  const client = await enter(stage.origin, stage.identities.officer);
  const answer = await client.put('/v1/session/acting', { delegation });
  if (answer.status !== 204) throw new Error(answer.bytes.toString());
  return client;
}

async function entryOf(client: Client, receipt: unknown) {
  const { json } = await client.get(`/v1/receipts/${String(receipt)}`);
  return json['entry'] as Readonly<Record<string, unknown>>;
}

test('para. 32: the act of delegation is in the journal with a receipt for both, and a repetition answers the same', async (t) => {
  const { exporter, exporterId, bankId } = stage;
  const facts = { to: bankId, actions: ['document.read'], categories: ['b'], until: TOMORROW() };
  const first = await exporter.post('/v1/delegations', facts, 'delegation-1');
  t.is(first.status, 201);
  const again = await exporter.post('/v1/delegations', facts, 'delegation-1');
  t.deepEqual(again.bytes, first.bytes);
  const { granted } = first.json as { granted: { receipt: string } };
  for (const client of [exporter, bank]) {
    const entry = await entryOf(client, granted.receipt);
    t.like(entry, { action: 'delegation.granted', paragraph: 'D65-32' });
    t.like(entry['content'], { from: exporterId, to: bankId, categories: ['b'] });
  }
  const { json } = await bank.get('/v1/delegations');
  const listed = json['delegations'] as readonly { id: string; inForce: boolean }[];
  t.true(listed.find(({ id }) => id === first.json['id'])?.inForce);
});

test('FTS2-7.2: a delegate places and reads in the account, by kinds of documents and actions alone', async (t) => {
  const { exporter, exporterId, bankId, identities } = stage;
  const { contract, version, documentId } = await placed(exporter, identities.head, 'Договор');
  const invoice = await placeRequest(identities.head, 'Счёт');
  const path = `/v1/contracts/${contract}/documents`;
  const metadata = { category: 'b', title: 'Счёт' };
  const other = await exporter.place(path, { ...invoice, metadata });
  const client = await acting(await delegate());
  t.like((await client.get('/v1/session')).json, {
    participant: { id: exporterId },
    acting: { participant: { id: bankId }, categories: ['a'] },
  });
  t.is((await client.get(`${version}/content`)).bytes.toString(), 'Договор');
  const { json: list } = await client.get(`/v1/contracts/${contract}/documents`);
  const ids = (list['documents'] as readonly { id: string }[]).map(({ id }) => id);
  t.deepEqual(ids, [documentId], 'a document of another kind is not even listed');
  const hidden = String(other.json['documentId']);
  const absent = await client.get('/v1/documents/none');
  const unseen = await client.get(`/v1/documents/${hidden}`);
  t.like(unseen.json, { status: 404, title: absent.json['title'], detail: absent.json['detail'] });
  // Placed by the bank, signed by the exporter: para. 26 stays as it is.
  const added = await client.place(path, await placeRequest(identities.head, 'Дополнение'));
  t.is(added.status, 201, added.bytes.toString());
  t.is((await exporter.get(String(added.headers.get('location')))).status, 200);
  t.is((await client.place(path, await placeRequest(identities.officer, 'Чужое'))).status, 422);
  const wrongKind = await client.place(path, {
    ...(await placeRequest(identities.head, 'Акт')),
    metadata,
  });
  t.like(wrongKind.json, { status: 403, reason: 'outside-delegation', paragraph: 'FTS2-7.2' });
  const notNamed = await client.post(`${version}/sendings`, { to: bankId });
  t.like(notNamed.json, { status: 403, reason: 'outside-delegation' });
  // Nothing of what makes rights may be done for another.
  t.like((await client.post('/v1/delegations', {})).json, {
    status: 403,
    reason: 'outside-delegation',
  });
});

test('para. 13 (з), 32: entry and receipt name who acted, for whom, and under which delegation', async (t) => {
  const { exporter, exporterId, bankId, identities } = stage;
  const { contract } = await placed(exporter, identities.head, 'Договор 2');
  const delegation = await delegate();
  const client = await acting(delegation);
  const request = await placeRequest(identities.head, 'Дополнение 2');
  const answer = await client.place(`/v1/contracts/${contract}/documents`, request);
  const receipts = answer.json['receipts'] as readonly { id: string }[];
  t.true(receipts.length >= 2);
  for (const { id } of receipts) {
    const entry = await entryOf(exporter, id);
    t.like(entry['actor'], { participant: bankId, onBehalfOf: exporterId, delegation });
  }
});

test('para. 32: a revoked delegation opens nothing from then on, in a session that is open', async (t) => {
  const { exporter, identities } = stage;
  const { version } = await placed(exporter, identities.head, 'Договор 3');
  const delegation = await delegate();
  const client = await acting(delegation);
  t.is((await client.get(`${version}/content`)).status, 200);
  const revoked = await exporter.post(`/v1/delegations/${delegation}/revocation`, {});
  t.like(revoked.json, { inForce: false });
  t.deepEqual(
    (await exporter.post(`/v1/delegations/${delegation}/revocation`, {})).bytes,
    revoked.bytes,
  );
  t.like((await client.get(`${version}/content`)).json, { status: 403, reason: 'no-delegation' });
  // The session does not fall back to the bank's own account unasked.
  t.like((await client.get('/v1/requests')).json, { status: 403, reason: 'no-delegation' });
  t.like((await bank.put('/v1/session/acting', { delegation })).json, {
    status: 403,
    reason: 'no-delegation',
  });
  t.is((await client.send('DELETE', '/v1/session/acting')).status, 204);
  t.is((await client.get('/v1/requests')).status, 200);
});

test('para. 32: a delegation is given by a qualified signature only, for a term, to who may act for a trader', async (t) => {
  const { exporter, exporterId, operator, bankId } = stage;
  const { json: foreigner } = await operator.post('/v1/participants', {
    kind: 'foreign-person',
    name: 'Example GmbH',
  });
  const good = { to: bankId, actions: ['document.read'], categories: ['a'], until: TOMORROW() };
  const wrong: readonly (readonly [string, object])[] = [
    ['/to', { to: foreigner['id'] }],
    ['/to', { to: exporterId }],
    ['/to', { to: 'none' }],
    ['/until', { until: '2020-01-01T00:00:00Z' }],
    ['/until', { until: '2099-01-01T00:00:00Z' }],
    ['/until', { until: undefined }],
    ['/categories', { categories: ['a', 'z'] }],
    ['/categories', { categories: [] }],
    ['/actions', { actions: ['delegation.grant'] }],
    ['/actions', { actions: 'document.read' }],
    ['/more', { more: 1 }],
  ];
  for (const [pointer, change] of wrong) {
    const { json } = await exporter.post('/v1/delegations', { ...good, ...change });
    const [fault] = json['errors'] as readonly { pointer: string }[];
    t.is(fault?.pointer, pointer, JSON.stringify(change));
  }
  t.like((await bank.post('/v1/delegations', good)).json, {
    status: 403,
    reason: 'outside-competence',
  });
  const weak = await withSignIn('esia-two-factor');
  t.like((await weak.post('/v1/delegations', good)).json, {
    status: 403,
    reason: 'act-needs-qualified-signature',
  });
});

/** The exporter's session as if it had signed in otherwise: the service itself offers no such way in yet. */
async function withSignIn(authentication: string): Promise<Client> {
  const client = await enter(stage.origin, stage.identities.head);
  const db = new BetterSqlite3(join(stage.data, 'okno.sqlite'));
  const { createHash } = await import('node:crypto');
  const hash = createHash('sha256').update(client.token).digest('hex');
  db.prepare(
    "UPDATE sessions SET principal = json_set(principal, '$.authentication', ?) WHERE token_hash = ?",
  ).run(authentication, hash);
  db.close();
  return clientOf(stage.origin, client.token);
}

test('para. 17 (б): the operator suspends and resumes a user, never a body or an agent, and each step has its receipt', async (t) => {
  const own = await startStage(t);
  const { operator, exporter, exporterId, bankId, identities, origin } = own;
  const { version } = await placed(exporter, identities.head, 'Договор', CONTRACT);
  const { json: shown } = await exporter.get(version);
  const [receipt] = shown['receipts'] as readonly { id: string }[];
  const account = `/v1/participants/${exporterId}`;
  const ground = { ground: 'нарушены Правила' };
  const suspended = await operator.post(`${account}/suspension`, ground, 'suspend-1');
  t.like(suspended.json, { participant: { state: 'suspended' } });
  t.deepEqual(
    (await operator.post(`${account}/suspension`, ground, 'suspend-1')).bytes,
    suspended.bytes,
  );
  t.is((await operator.post(`${account}/suspension`, ground)).status, 422);
  t.like((await exporter.get(`${version}/content`)).json, { status: 403, reason: 'suspended' });
  // What the journal fixed stays provable, the suspension itself too.
  t.is((await exporter.get(`/v1/receipts/${receipt?.id}`)).status, 200);
  const { json: act } = await exporter.get(`/v1/receipts/${String(suspended.json['receipt'])}`);
  t.like((act['entry'] as { content: object }).content, { participant: exporterId, ...ground });
  // The bank goes on reading what was placed.
  const officer = await enter(origin, identities.officer);
  t.is((await officer.get(`${version}/content`)).status, 200);
  t.like((await operator.post(`${account}/resumption`, ground)).json, {
    participant: { state: 'active' },
  });
  t.is((await exporter.get(`${version}/content`)).status, 200);
  for (const [path, facts] of [
    ['suspension', ground],
    ['termination', { ...ground, cause: 'agreement' }],
  ] as const) {
    const { json } = await operator.post(`/v1/participants/${bankId}/${path}`, facts);
    t.like(json, { status: 403, reason: 'never-suspended' });
  }
  t.like((await exporter.post(`${account}/suspension`, ground)).json, {
    status: 403,
    reason: 'outside-competence',
  });
  t.is((await operator.post('/v1/participants/none/suspension', ground)).status, 404);
});

test('para. 13 (к), 22: access that ended is told to currency control, and ends for a liquidated bank too', async (t) => {
  const own = await startStage(t);
  const { operator, exporter, exporterId, bankId, identities, origin } = own;
  const officer = await enter(origin, identities.officer);
  const path = '/v1/access-events?since=2020-01-01T00:00:00Z';
  await operator.post(`/v1/participants/${exporterId}/suspension`, { ground: 'проверка' });
  const ended = await operator.post(`/v1/participants/${exporterId}/termination`, {
    ground: 'запись в ЕГРЮЛ',
    cause: 'liquidated',
  });
  t.like(ended.json, { participant: { state: 'terminated' } });
  t.like((await exporter.get('/v1/contracts')).json, { status: 403, reason: 'terminated' });
  const { json } = await officer.get(path);
  const events = json['events'] as readonly {
    event: string;
    at: string;
    participant: { id: string };
  }[];
  t.deepEqual(
    events.map(({ event, participant }) => [event, participant.id]),
    ['granted', 'suspended', 'terminated'].map((event) => [event, exporterId]),
  );
  const since = encodeURIComponent(events[2]?.at ?? '');
  const { json: last } = await officer.get(`/v1/access-events?since=${since}`);
  t.is((last['events'] as readonly object[]).length, 1);
  t.is((await officer.get('/v1/access-events')).status, 422);
  const bankEnd = { ground: 'отозвана лицензия', cause: 'liquidated' };
  t.is((await operator.post(`/v1/participants/${bankId}/termination`, bankEnd)).status, 200);
  t.like((await officer.get(path)).json, { status: 403, reason: 'terminated' });
});
