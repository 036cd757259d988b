// Every route of the service with the action of the access table that it stands for. What is sent is harmless: where
// the action is allowed, a writing route goes on to refuse the content.
import type { Action } from '../../vault/access/action.ts';
import type { JournalAction } from '../../vault/model/journal.ts';
import type { Answer, Client } from '../client.fixture.ts';
import type { Place } from './world.fixture.ts';

/** What a route acts on. */
export type On =
  | 'nothing'
  | 'new-contract'
  | 'contract'
  | 'placing'
  | 'document'
  | 'request'
  | 'delegation'
  | 'participant'
  | 'unk';

/** An action of the journal, and the part that its content names where it does. */
export type Entry = JournalAction | `${JournalAction} ${string}`;

export interface RouteRow {
  /** What an allowed request leaves in the journal (para. 13 (з)). */
  readonly entry: Entry;
  readonly action: Action;
  readonly on: On;
  readonly call: (client: Client, place: Place) => Promise<Answer>;
  /** What must be allowed too, where the first action only opens the way. */
  readonly and?: Action;
}

const get = (path: (place: Place) => string) => (client: Client, place: Place) =>
  client.get(path(place));
const post = (path: (place: Place) => string) => (client: Client, place: Place) =>
  client.post(path(place), {});
const upload =
  (path: (place: Place) => string, metadata: object) => (client: Client, place: Place) =>
    client.place(path(place), { metadata, files: [] });
const row = (
  entry: Entry,
  action: Action,
  on: On,
  call: RouteRow['call'],
  and?: Action,
): RouteRow => ({
  entry,
  action,
  on,
  call,
  ...(and === undefined ? {} : { and }),
});

const contract = ({ contractId }: Place) => `/v1/contracts/${contractId}`;
const document = ({ documentId }: Place) => `/v1/documents/${documentId}`;
const version = (place: Place) => `${document(place)}/versions/1`;
const receipt = ({ receiptId }: Place) => `/v1/receipts/${receiptId}`;
const participant = ({ participantId }: Place) => `/v1/participants/${participantId}`;
const about = (path: (place: Place) => string, rest: string) => (place: Place) =>
  path(place) + rest;

export const ROUTES: Readonly<Record<string, RouteRow>> = {
  'POST /v1/participants': row(
    'participant.registered',
    'participant.register',
    'nothing',
    post(() => '/v1/participants'),
  ),
  'POST /v1/participants/:id/suspension': row(
    'participant.suspended',
    'participant.suspend',
    'participant',
    post(about(participant, '/suspension')),
  ),
  'POST /v1/participants/:id/resumption': row(
    'participant.resumed',
    'participant.resume',
    'participant',
    post(about(participant, '/resumption')),
  ),
  'POST /v1/participants/:id/termination': row(
    'participant.terminated',
    'participant.terminate',
    'participant',
    post(about(participant, '/termination')),
  ),
  'GET /v1/access-events': row(
    'access-events.read',
    'access-events.read',
    'nothing',
    get(() => '/v1/access-events?since=2020-01-01T00:00:00Z'),
  ),
  'POST /v1/delegations': row(
    'delegation.granted',
    'delegation.grant',
    'nothing',
    post(() => '/v1/delegations'),
  ),
  'GET /v1/delegations': row(
    'delegation.read',
    'delegation.read',
    'nothing',
    get(() => '/v1/delegations'),
  ),
  'POST /v1/delegations/:id/revocation': row(
    'delegation.revoked',
    'delegation.revoke',
    'delegation',
    post(({ delegationId }) => `/v1/delegations/${delegationId}/revocation`),
  ),
  'POST /v1/contracts': row(
    'contract.registered',
    'contract.register',
    'new-contract',
    post(() => '/v1/contracts'),
  ),
  'GET /v1/contracts': row(
    'contract.read list',
    'participant.read',
    'nothing',
    get(() => '/v1/contracts'),
  ),
  'GET /v1/contracts/:id': row('contract.read', 'contract.describe', 'contract', get(contract)),
  'PUT /v1/contracts/:id': row('contract.changed', 'contract.change', 'contract', (client, place) =>
    client.send('PUT', contract(place), {
      headers: { 'content-type': 'application/json', 'if-match': '"1"' },
      body: '{}',
    }),
  ),
  'POST /v1/contracts/:id/documents': row(
    'document.received',
    'document.place',
    'placing',
    upload(about(contract, '/documents'), { category: 'a', title: 'x' }),
  ),
  'POST /v1/documents/:id/versions': row(
    'document.received',
    'document.place',
    'placing',
    upload(about(document, '/versions'), {}),
  ),
  'GET /v1/contracts/:id/documents': row(
    'document.read list',
    'contract.describe',
    'contract',
    get(about(contract, '/documents')),
  ),
  'GET /v1/documents/:id': row(
    'document.read description',
    'document.describe',
    'document',
    get(document),
  ),
  'GET /v1/documents/:id/evidence': row(
    'evidence.issued',
    'document.read',
    'document',
    get(about(document, '/evidence')),
  ),
  'GET /v1/contracts/:id/evidence': row(
    'evidence.issued',
    'contract.describe',
    'contract',
    get(about(contract, '/evidence')),
    'document.read',
  ),
  'GET /v1/documents/:id/versions/:number/evidence': row(
    'evidence.issued',
    'document.read',
    'document',
    get(about(version, '/evidence')),
  ),
  'GET /v1/documents/:id/versions/:number': row(
    'document.read version',
    'document.describe',
    'document',
    get(version),
  ),
  'GET /v1/documents/:id/versions/:number/receipts': row(
    'document.read receipts',
    'document.describe',
    'document',
    get(about(version, '/receipts')),
  ),
  'GET /v1/documents/:id/versions/:number/content': row(
    'document.read content',
    'document.read',
    'document',
    get(about(version, '/content')),
  ),
  'GET /v1/documents/:id/versions/:number/signatures/:signature': row(
    'document.read signature',
    'document.read',
    'document',
    get(about(version, '/signatures/1')),
  ),
  'GET /v1/documents/:id/versions/:number/signatures/:signature/report': row(
    'document.read report',
    'document.read',
    'document',
    get(about(version, '/signatures/1/report')),
  ),
  'GET /v1/documents/:id/receipts': row(
    'document.read history',
    'document.describe',
    'document',
    get(about(document, '/receipts')),
  ),
  'GET /v1/documents/:id/receipts/print': row(
    'document.read history print',
    'document.describe',
    'document',
    get(about(document, '/receipts/print')),
  ),
  'GET /v1/receipts/:id': row('document.read receipt', 'receipt.read', 'document', get(receipt)),
  'GET /v1/receipts/:id/print': row(
    'document.read receipt print',
    'receipt.read',
    'document',
    get(about(receipt, '/print')),
  ),
  'GET /v1/receipts/:id/time-stamp': row(
    'document.read time-stamp',
    'receipt.read',
    'document',
    get(about(receipt, '/time-stamp')),
  ),
  'GET /v1/receipts/:id/cosignature': row(
    'document.read cosignature',
    'receipt.read',
    'document',
    get(about(receipt, '/cosignature')),
  ),
  'POST /v1/documents/:id/versions/:number/sendings': row(
    'document.sent',
    'document.send',
    'document',
    post(about(version, '/sendings')),
  ),
  'GET /v1/sendings': row(
    'document.read sendings',
    'participant.read',
    'nothing',
    get(() => '/v1/sendings'),
  ),
  'GET /v1/addressees': row(
    'addressees.read',
    'addressees.list',
    'nothing',
    get(() => '/v1/addressees'),
  ),
  'GET /v1/quarantine': row(
    'document.read quarantine',
    'quarantine.read',
    'nothing',
    get(() => '/v1/quarantine'),
  ),
  'POST /v1/documents/:id/versions/:number/quarantine': row(
    'quarantine.proposed',
    'quarantine.decide',
    'document',
    post(about(version, '/quarantine')),
  ),
  'POST /v1/requests': row(
    'request.arrived',
    'request.make',
    'nothing',
    post(() => '/v1/requests'),
  ),
  'GET /v1/requests': row(
    'request.read list',
    'request.read',
    'nothing',
    get(() => '/v1/requests'),
  ),
  'GET /v1/requests/:id': row(
    'request.read',
    'request.read',
    'request',
    get(({ requestId }) => `/v1/requests/${requestId}`),
  ),
  'GET /v1/retrieval': row(
    'documents.retrieved',
    'documents.retrieve',
    'unk',
    get(({ unk }) => `/v1/retrieval?unk=${encodeURIComponent(unk)}`),
  ),
  'POST /v1/verify': row(
    'verification.made',
    'verification.make',
    'nothing',
    post(() => '/v1/verify'),
  ),
};

/** Open to every live session: they say or change nothing but the session itself. In an order in which they work. */
export const OF_THE_SESSION: Readonly<Record<string, Entry>> = {
  'GET /v1/session': 'session.read',
  'PUT /v1/session/acting': 'session.acting', // held to the table by `delegation.use` in access.test.ts
  'DELETE /v1/session/acting': 'session.acting',
  'POST /v1/session/tickets': 'session.link-issued',
  'DELETE /v1/session': 'session.closed',
};

/** Open to everybody; those that lead to a session journal who comes in, the others nothing. */
export const PUBLIC = [
  'GET /livez',
  'GET /readyz',
  'GET /openapi.json',
  'GET /v1/journal/checkpoint',
  'GET /v1/journal/checkpoints',
  'GET /v1/journal/consistency',
  'GET /v1/journal/key',
  'GET /v1/journal/tile/*path',
  'POST /v1/sign-in/challenges',
  'POST /v1/sign-in',
  'POST /v1/sign-in/tickets',
  'POST /v1/token',
];
