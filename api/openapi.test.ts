// The description is held against real answers: every operation is called, every answer is validated.

import { readFileSync } from 'node:fs';
import Router from '@koa/router';
import { Ajv2020 } from 'ajv/dist/2020.js';
import test from 'ava';
import { OID } from '../formats/asn1/oids.ts';
import { answering, startFakeClamd } from '../test-fixtures/peers/fake-clamd.ts';
import { head } from '../test-fixtures/pki/subjects.ts';
import { untilAnswer } from '../test-fixtures/waiting/until.ts';
import { answered } from '../verify/process/time-stamp/lone-tokens.fixture.ts';
import { assertionBy, sendAssertion } from './assertion.fixture.ts';
import {
  type Answer,
  type Client,
  clientOf,
  formOf,
  sendSignedChallenge,
  signedChallenge,
} from './client.fixture.ts';
import type { RequestState } from './http/context.ts';
import { addAllRoutes, type RoutePorts } from './routes/all-routes.ts';
import {
  algorithms,
  CONTRACT,
  enter,
  placed,
  placeRequest,
  registerContract,
  type Stage,
  sharedEnding,
  startStage,
  UNK,
  untilStamped,
} from './service.fixture.ts';

interface Operation {
  readonly operationId: string;
  readonly responses: Readonly<Record<string, { content?: Record<string, { schema: object }> }>>;
}
interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

const text = readFileSync(new URL('openapi.json', import.meta.url), 'utf8');
const description: Description = JSON.parse(text);
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
const formats = { 'date-time': INSTANT };
const ajv = new Ajv2020({ strict: false, allErrors: true, formats });
ajv.addSchema({ ...JSON.parse(text), $id: 'okno' });

const operations = Object.entries(description.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);

const ending = sharedEnding();
const verdict = (sent: Buffer) => (sent.includes('EICAR') ? 'X FOUND' : 'OK');
const scanner = await startFakeClamd(answering((sent) => `stream: ${verdict(sent)}\0`));
ending.teardown(() => scanner.stop());
const stage = await startStage(ending, {
  tsa: { down: false },
  config: { scanner: scanner.address },
});
test.after.always(() => ending.end());

/** A JSON Pointer into the description, as ajv resolves it. */
function pointer(path: string, method: string, status: string, type: string): string {
  const escaped = [path, method, 'responses', status, 'content', type, 'schema'].map((part) =>
    encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')),
  );
  return `okno#/paths/${escaped[0]}/${escaped.slice(1).join('/')}`;
}

/** What is wrong with an answer under the description, or undefined. */
function faultOf(operationId: string, answer: Answer): string | undefined {
  const found = operations.find(({ operation }) => operation.operationId === operationId);
  if (found === undefined) return `no operation ${operationId}`;
  const { path, method, operation } = found;
  const described = operation.responses[String(answer.status)];
  if (described === undefined) return problemFault(answer);
  const types = Object.keys(described.content ?? {});
  if (types.length === 0) return answer.bytes.length === 0 ? undefined : 'a body is not described';
  const sent = (answer.headers.get('content-type') ?? '').split(';')[0] ?? '';
  const type = types.find((each) => each === sent || each === '*/*');
  if (type === undefined) return `content type ${sent} is not described`;
  if (type !== 'application/json') return undefined;
  const validate = ajv.getSchema(pointer(path, method, String(answer.status), type));
  if (validate === undefined) return 'schema not found';
  return validate(answer.json) ? undefined : ajv.errorsText(validate.errors);
}

function problemFault(answer: Answer): string | undefined {
  if (answer.headers.get('content-type') !== 'application/problem+json') return 'not a problem';
  const validate = ajv.getSchema('okno#/components/schemas/Problem');
  if (validate === undefined) return 'schema not found';
  return validate(answer.json) ? undefined : ajv.errorsText(validate.errors);
}

const REQUEST = {
  number: 'ВК-1',
  date: '2026-01-20',
  ground: '173-ФЗ, ст. 23',
  unk: UNK,
  items: [{ text: 'Договор', category: 'a' }],
  workingDays: 7,
};

const DELEGATION = (to: string) => ({
  to,
  actions: ['document.read', 'contract.describe'],
  categories: ['a'],
  until: new Date(Date.now() + 86_400_000).toISOString(),
});

async function delegated(exporter: Client): Promise<string> {
  const { json } = await exporter.post('/v1/delegations', DELEGATION(stage.bankId));
  return String(json['id']);
}

type Call = () => Promise<Answer>;

/** One good call of every operation. */
async function goodCalls(): Promise<Readonly<Record<string, Call>>> {
  const { exporter, operator, identities, origin } = stage;
  const one = await placed(exporter, identities.head, 'Договор', CONTRACT);
  const { contract, documentId, version } = one;
  const bank = await enter(origin, identities.officer);
  const visitor = clientOf(origin);
  const receipts = await exporter.get(`${version}/receipts`);
  const receipt = JSON.stringify(receipts.json).match(/"id":"([\w-]+)"/)?.[1];
  const facts = { kind: 'foreign-person', name: 'Example GmbH' };
  const { json: foreigner } = await operator.post('/v1/participants', facts);
  const someone = `/v1/participants/${String(foreigner['id'])}`;
  const leaving = await enter(origin, identities.head);
  return {
    live: () => visitor.get('/livez'),
    ready: () => visitor.get('/readyz'),
    describe: () => visitor.get('/openapi.json'),
    makeChallenge: () => visitor.post('/v1/sign-in/challenges', {}),
    signIn: async () =>
      sendSignedChallenge(origin, await signedChallenge(origin, identities.head, algorithms)),
    useTicket: async () => {
      const { json } = await exporter.post('/v1/session/tickets', {});
      const ticket = String(json['link']).split('=')[1];
      return visitor.post('/v1/sign-in/tickets', { ticket });
    },
    signInSystem: async () => sendAssertion(stage, await assertionBy(stage)),
    showSession: () => exporter.get('/v1/session'),
    endSession: () => leaving.send('DELETE', '/v1/session'),
    makeTicket: () => exporter.post('/v1/session/tickets', {}),
    registerParticipant: () =>
      operator.post('/v1/participants', { kind: 'foreign-person', name: 'Example GmbH' }),
    registerContract: () => exporter.post('/v1/contracts', { ...CONTRACT, unk: undefined }),
    listContracts: () => exporter.get('/v1/contracts'),
    showContract: () => exporter.get(`/v1/contracts/${contract}`),
    changeContract: async () => {
      const id = await registerContract(exporter);
      const headers = { 'content-type': 'application/json', 'if-match': '"1"' };
      const body = JSON.stringify({ ...CONTRACT, unk: undefined, lastOperation: '2026-02-01' });
      return exporter.send('PUT', `/v1/contracts/${id}`, { headers, body });
    },
    placeDocument: async () => one.answer,
    listDocuments: () => exporter.get(`/v1/contracts/${contract}/documents`),
    showDocument: () => exporter.get(`/v1/documents/${documentId}`),
    placeVersion: async () => {
      const { metadata: _, ...request } = await placeRequest(identities.head, 'Версия 2');
      return exporter.place(`/v1/documents/${documentId}/versions`, request);
    },
    tellHistory: () => exporter.get(`/v1/documents/${documentId}/receipts`),
    printHistory: () => exporter.get(`/v1/documents/${documentId}/receipts/print`),
    issueEvidence: () => exporter.get(`/v1/documents/${documentId}/evidence`),
    issueVersionEvidence: () => exporter.get(`/v1/documents/${documentId}/versions/1/evidence`),
    issueContractEvidence: () => exporter.get(`/v1/contracts/${contract}/evidence`),
    showVersion: () => exporter.get(version),
    readContent: () => exporter.get(`${version}/content`),
    listReceipts: () => exporter.get(`${version}/receipts`),
    readSignature: () => exporter.get(`${version}/signatures/1`),
    readReport: () => exporter.get(`${version}/signatures/1/report`),
    readReceipt: () => exporter.get(`/v1/receipts/${receipt}`),
    printReceipt: () => exporter.get(`/v1/receipts/${receipt}/print`),
    readReceiptTimeStamp: async () => {
      await untilStamped(exporter, version);
      return exporter.get(`/v1/receipts/${receipt}/time-stamp`);
    },
    readReceiptCosignature: () =>
      untilThere(() => exporter.get(`/v1/receipts/${receipt}/cosignature`)),
    sendVersion: () => exporter.post(`${version}/sendings`, { to: stage.bankId }),
    listSendings: () => bank.get('/v1/sendings'),
    listAddressees: () => exporter.get('/v1/addressees'),
    decideQuarantine: async () => {
      const { version: shut } = await placed(exporter, identities.head, 'EICAR');
      return operator.post(`${shut}/quarantine`, { decision: 'release', because: 'тест' });
    },
    listQuarantine: () => operator.get('/v1/quarantine'),
    grantDelegation: () => exporter.post('/v1/delegations', DELEGATION(stage.bankId)),
    listDelegations: () => bank.get('/v1/delegations'),
    actFor: async () => bank.put('/v1/session/acting', { delegation: await delegated(exporter) }),
    actForOneself: () => bank.send('DELETE', '/v1/session/acting'),
    revokeDelegation: async () =>
      exporter.post(`/v1/delegations/${await delegated(exporter)}/revocation`, {}),
    suspendParticipant: () => operator.post(`${someone}/suspension`, { ground: 'тест' }),
    resumeParticipant: () => operator.post(`${someone}/resumption`, { ground: 'тест' }),
    terminateParticipant: () =>
      operator.post(`${someone}/termination`, { ground: 'тест', cause: 'agreement' }),
    listAccessEvents: () => bank.get('/v1/access-events?since=2020-01-01T00:00:00Z'),
    makeRequest: () => bank.post('/v1/requests', REQUEST),
    listRequests: () => exporter.get('/v1/requests'),
    showRequest: async () => {
      const { json } = await bank.post('/v1/requests', REQUEST);
      const answer = { to: stage.bankId, request: json['id'], items: [1] };
      await exporter.post(`${version}/sendings`, answer);
      return bank.get(`/v1/requests/${String(json['id'])}`);
    },
    retrieve: () => bank.get(`/v1/retrieval?unk=${encodeURIComponent(UNK)}`),
    verify: async () => {
      const { bytes } = await exporter.get(`/v1/documents/${documentId}/evidence`);
      const part = { name: 'file', fileName: 'a.zip', mediaType: 'application/zip', bytes };
      return exporter.send('POST', '/v1/verify', { body: formOf(undefined, [part]) });
    },
    readCheckpoint: () => operator.get('/v1/journal/checkpoint'),
    listCheckpoints: () => operator.get('/v1/journal/checkpoints'),
    proveConsistency: async () => {
      const { json } = await operator.get('/v1/journal/checkpoints');
      const sizes = (json['checkpoints'] as readonly string[]).map((note) => note.split('\n')[1]);
      return operator.get(`/v1/journal/consistency?from=${sizes[0]}&to=${sizes.at(-1)}`);
    },
    readLogKey: () => exporter.get('/v1/journal/key'),
    readTile: () => operator.get('/v1/journal/tile/0/000.p/1'),
  };
}

/** Asks again while the job has not brought it. */
function untilThere(ask: () => Promise<Answer>): Promise<Answer> {
  return untilAnswer(ask, ({ status }) => status !== 404);
}

/** Somebody whose certificate comes from an authority that nobody trusts. */
async function strangerOf({ pki }: Stage) {
  return (await pki.otherRoot()).issue({ subject: head });
}

test('every operation answers as it is described (OpenAPI 3.1)', async (t) => {
  const calls = await goodCalls();
  t.deepEqual(
    Object.keys(calls).sort(),
    operations.map(({ operation }) => operation.operationId).sort(),
  );
  for (const [operationId, call] of Object.entries(calls)) {
    const answer = await call();
    t.true(answer.status < 300, `${operationId}: ${answer.bytes.toString().slice(0, 500)}`);
    t.is(faultOf(operationId, answer), undefined, operationId);
  }
});

test('a time-stamp by itself is answered as it is described: given, and refused', async (t) => {
  const { exporter, pki } = stage;
  const content = Buffer.from('Счёт № 7');
  const identity = await pki.issue({
    subject: { commonName: 'ТЕСТ Служба штампов времени' },
    extendedKeyUsage: [OID.kpTimeStamping],
    extendedKeyUsageCritical: true,
  });
  const at = new Date();
  const given = await answered(content, { identity, at, nonce: Uint8Array.of(7) });
  const refused = await answered(content, { identity, at, digestOid: OID.sha1 });
  for (const [bytes, indication] of [
    [given, 'TOTAL-PASSED'],
    [refused, 'TOTAL-FAILED'],
  ] as const) {
    const mediaType = 'application/octet-stream';
    const parts = [
      { name: 'file', fileName: 'act.tsr', mediaType, bytes },
      { name: 'content', fileName: 'act', mediaType, bytes: content },
    ];
    const body = formOf(undefined, parts);
    const answer = await exporter.send('POST', '/v1/verify', { body });
    t.like(answer.json, { kind: 'time-stamp', indication }, answer.bytes.toString());
    t.is(faultOf('verify', answer), undefined);
    t.truthy(faultOf('verify', { ...answer, json: { ...answer.json, signatures: [] } }));
  }
});

test('what is refused is a described problem', async (t) => {
  const { exporter, identities, origin } = stage;
  const contract = await registerContract(exporter);
  const path = `/v1/contracts/${contract}/documents`;
  const good = await placeRequest(identities.head, 'Договор');
  const other = await placeRequest(identities.head, 'Другой');
  const answers: Readonly<Record<string, Answer>> = {
    showSession: await clientOf(origin).get('/v1/session'),
    showContract: await exporter.get('/v1/contracts/none'),
    registerContract: await exporter.post('/v1/contracts', { number: 5, colour: 'red' }),
    registerParticipant: await exporter.post('/v1/participants', {}),
    placeDocument: await exporter.place(path, {
      ...good,
      files: [...good.files.slice(0, 1), ...other.files.slice(1)],
    }),
    signIn: await sendSignedChallenge(
      origin,
      await signedChallenge(origin, await strangerOf(stage), algorithms),
    ),
    retrieve: await exporter.get('/v1/retrieval?unk=x'),
    makeRequest: await exporter.post('/v1/requests', REQUEST),
    showRequest: await exporter.get('/v1/requests/none'),
  };
  for (const [operationId, answer] of Object.entries(answers)) {
    t.true(answer.status >= 400, operationId);
    t.is(faultOf(operationId, answer), undefined, operationId);
  }
});

test('the check has teeth: an answer with a member more or of another type is a fault', async (t) => {
  const answer = await stage.exporter.get('/v1/contracts');
  t.is(faultOf('listContracts', answer), undefined);
  t.truthy(faultOf('listContracts', { ...answer, json: { ...answer.json, more: 1 } }));
  t.truthy(faultOf('listContracts', { ...answer, json: { contracts: [{}] } }));
  t.truthy(faultOf('showContract', answer));
});

test('the service has the described addresses and no others, the page apart', (t) => {
  const ports: Partial<RoutePorts> = {
    authenticated: async () => undefined,
    signInRate: { burst: 1, perMinute: 1 },
    journalRate: { burst: 1, perMinute: 1 },
    now: () => new Date(),
    pages: new Map(),
    description: Buffer.alloc(0),
  };
  const router = new Router<RequestState>();
  addAllRoutes(router, ports as RoutePorts);
  const real = router.stack.flatMap(({ path, methods }) =>
    methods
      .filter((method) => method !== 'HEAD')
      .map((method) => `${method} ${String(path).replace(/[:*](\w+)/g, '{$1}')}`),
  );
  const described = operations.map(({ path, method }) => `${method.toUpperCase()} ${path}`);
  t.deepEqual(real.sort(), described.sort());
});
