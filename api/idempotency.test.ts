// Every creating operation, held to one rule: the same request under the same key is the same answer for ever, in
// the same octets; other content under it is refused (draft-ietf-httpapi-idempotency-key-header).
import { randomUUID } from 'node:crypto';
import test, { type ExecutionContext } from 'ava';
import { head } from '../test-fixtures/pki/subjects.ts';
import { type Answer, type Client, clientOf } from './client.fixture.ts';
import { compose } from './compose.ts';
import { byUser, journalLines } from './journal-lines.fixture.ts';
import {
  CONTRACT,
  configOf,
  enter,
  PLAIN_CONTRACT,
  placed,
  placeRequest,
  type Stage,
  startStage,
  UNK,
} from './service.fixture.ts';

interface Clients {
  readonly exporter: Client;
  readonly bank: Client;
  readonly operator: Client;
}

type Call = (clients: Clients, key: string) => Promise<Answer>;

interface Case {
  readonly call: Call;
  /** The same operation with other content. */
  readonly other: Call;
}

/** What each operation is asked, once and for ever. */
async function casesOf({
  exporter,
  identities,
  bankId,
  pki,
}: Stage): Promise<Record<string, Case>> {
  const { contract, version, documentId } = await placed(
    exporter,
    identities.head,
    'Договор',
    CONTRACT,
  );
  const documents = `/v1/contracts/${contract}/documents`;
  const stranger = await (await pki.otherRoot()).issue({ subject: head });
  const [one, two, unsigned] = await Promise.all([
    placeRequest(identities.head, 'Акт'),
    placeRequest(identities.head, 'Другой акт'),
    placeRequest(stranger, 'Чужой акт'),
  ]);
  const placing = (path: string, request: typeof one, described = true): Call => {
    const { metadata, files } = request;
    return ({ exporter: client }, key) =>
      client.place(path, { key, files, ...(described ? { metadata } : {}) });
  };
  const versions = `/v1/documents/${documentId}/versions`;
  const request = {
    number: 'ВК-1',
    date: '2026-01-20',
    ground: '173-ФЗ, ст. 23',
    unk: UNK,
    items: [{ text: 'Договор' }],
    workingDays: 7,
  };
  const posting =
    (who: keyof Clients, path: string, body: object): Call =>
    ({ [who]: client }, key) =>
      client.post(path, body, key);
  const participant = { kind: 'foreign-person', name: 'Example GmbH' };
  return {
    'a participant': {
      call: posting('operator', '/v1/participants', participant),
      other: posting('operator', '/v1/participants', { ...participant, name: 'Other' }),
    },
    'a contract': {
      call: posting('exporter', '/v1/contracts', PLAIN_CONTRACT),
      other: posting('exporter', '/v1/contracts', { ...PLAIN_CONTRACT, number: '2' }),
    },
    'a document': { call: placing(documents, one), other: placing(documents, two) },
    'a document that is refused': {
      call: placing(documents, unsigned),
      other: placing(documents, two),
    },
    'a version': { call: placing(versions, one, false), other: placing(versions, two, false) },
    'a sending': {
      call: posting('exporter', `${version}/sendings`, { to: bankId }),
      other: posting('exporter', `${version}/sendings`, { to: 'nobody' }),
    },
    'a request of currency control': {
      call: posting('bank', '/v1/requests', request),
      other: posting('bank', '/v1/requests', { ...request, number: 'ВК-2' }),
    },
  };
}

/** The octets, but for the name of the very occurrence of a problem (RFC 9457 §3.1.5). */
function octetsOf({ status, bytes }: Answer): string {
  return `${status} ${bytes.toString().replace(/"instance":"[^"]*"/, '"instance":""')}`;
}

async function restarted(t: ExecutionContext, { data, service }: Stage): Promise<string> {
  await service.close();
  const again = await compose(configOf(data), {
    clock: { now: () => new Date() },
    log: { write: () => undefined },
    serverLimits: { closeGrace: 500 },
  });
  t.teardown(() => again.close());
  const { port } = await again.listen();
  return `http://127.0.0.1:${port}`;
}

test('equal request, equal answer, octet by octet: twice at once, again, and after the service was started anew', async (t) => {
  t.timeout(120_000);
  const stage = await startStage(t);
  const { exporter, operator, origin, identities } = stage;
  const bank = await enter(origin, identities.officer);
  const clients = { exporter, operator, bank };
  const cases = Object.entries(await casesOf(stage)).map(([what, one]) => ({
    what,
    key: randomUUID(),
    ...one,
  }));
  const given = new Map<string, string>();
  const lines = journalLines(stage.data);
  for (const { what, key, call, other } of cases) {
    // In flight: the second waits for the first and hears the same, in place of a 409 that it would have to repeat.
    const [one, two] = await Promise.all([call(clients, key), call(clients, key)]);
    t.is(octetsOf(one), octetsOf(two), what);
    t.is(one.status, what.includes('refused') ? 422 : 201, `${what}: ${one.bytes.toString()}`);
    t.is(octetsOf(await call(clients, key)), octetsOf(one), what);
    const mismatch = await other(clients, key);
    t.is(mismatch.status, 422, what);
    t.regex(String(mismatch.json['type']), /idempotency-mismatch/, what);
    given.set(what, octetsOf(one));
    const again = what.includes('refused') ? 'action.refused' : 'action.repeated';
    const left = lines.next().filter(byUser).slice(-3);
    // Para. 13 (з): whoever asks twice has acted twice, and the journal tells the two apart.
    t.deepEqual(
      left.map(({ action }) => action),
      [again, again, 'action.refused'],
      what,
    );
    const [repeated, ...others] = left.map(({ content }) => content);
    t.is(repeated?.['key'], what.includes('refused') ? undefined : key, what);
    t.is(others.at(-1)?.['code'], 'idempotency-mismatch', what);
  }
  lines.close();
  const now = await restarted(t, stage);
  const moved = (client: Client) => clientOf(now, client.token);
  const later = { exporter: moved(exporter), operator: moved(operator), bank: moved(bank) };
  for (const { what, key, call, other } of cases) {
    t.is(octetsOf(await call(later, key)), given.get(what) ?? '', what);
    t.is((await other(later, key)).status, 422, what);
  }
  const { json } = await later.exporter.get('/v1/contracts');
  t.is((json['contracts'] as readonly unknown[]).length, 2, 'nothing was made twice');
});

test('a key is its principal’s own: the same key of another is another request', async (t) => {
  const stage = await startStage(t);
  const { exporter, operator } = stage;
  const participant = { kind: 'foreign-person', name: 'Example GmbH' };
  t.is((await operator.post('/v1/participants', participant, 'key')).status, 201);
  t.is((await exporter.post('/v1/contracts', PLAIN_CONTRACT, 'key')).status, 201);
  t.is(
    (await exporter.post('/v1/contracts', { ...PLAIN_CONTRACT, number: '2' }, 'key')).status,
    422,
  );
});
