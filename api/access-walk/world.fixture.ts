// The people and things of the walk: every kind of participant in every relation to three documents.
import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import type { AccessObject } from '../../vault/access/access-object.ts';
import { DELEGATED_ACTIONS, type DelegatedAction } from '../../vault/model/delegation.ts';
import type { Category } from '../../vault/model/document.ts';
import type {
  Authentication,
  Delegate,
  ParticipantKind,
  ParticipantState,
  Principal,
} from '../../vault/model/participant.ts';
import { type Client, clientOf } from '../client.fixture.ts';
import { byUser, journalLines, type Line } from '../journal-lines.fixture.ts';
import {
  CONTRACT,
  PLAIN_CONTRACT,
  placeRequest,
  type Stage,
  UNK,
  untilStamped,
} from '../service.fixture.ts';
import type { On } from './route-rows.fixture.ts';

/** One document with what belongs to it, by ids. */
export interface Place {
  readonly name: string;
  readonly contractId: string;
  readonly documentId: string;
  readonly receiptId: string;
  readonly requestId: string;
  readonly delegationId: string;
  readonly participantId: string;
  readonly unk: string;
}

/** Nothing of it is there. */
export const NOWHERE: Place = {
  name: 'nothing',
  contractId: 'none',
  documentId: 'none',
  receiptId: 'none',
  requestId: 'none',
  delegationId: 'none',
  participantId: 'none',
  unk: '26010001/1481/0000/1/1',
};

interface Person {
  readonly name: string;
  readonly participantId: string;
  readonly kind: ParticipantKind;
  readonly bankNumber?: string;
  /** Under which it acts in the exporter's account. */
  readonly delegate?: Delegate;
}

export interface Walker {
  readonly principal: Principal;
  readonly client: Client;
}

export interface WalkWorld {
  readonly people: readonly Person[];
  readonly places: readonly Place[];
  /** A new session of the person, as if it had signed in so. */
  walker(person: Person, authentication: Authentication, state: ParticipantState): Walker;
  setState(participantId: string, state: ParticipantState): void;
  object(on: On, place: Place): AccessObject | undefined;
  /** What users did since it was asked last, by the journal. */
  entries(): readonly Line[];
}

export async function createWalkWorld(stage: Stage): Promise<WalkWorld> {
  const { operator, exporterId, bankId } = stage;
  const register = async (facts: object) => {
    const { status, json, bytes } = await operator.post('/v1/participants', facts);
    if (status !== 201) throw new Error(bytes.toString());
    return String(json['id']);
  };
  const agent = { kind: 'currency-control-agent', name: 'Банк' } as const;
  const ids = {
    trader: await register({ kind: 'russian-person', name: 'ООО «Другой»', inn: '9907001002' }),
    bank: await register({ ...agent, bankNumber: '1000', inn: '9907001010' }),
    addressee: await register({ ...agent, bankNumber: '1001', inn: '9907001027' }),
    body: await register({ kind: 'currency-control-body', name: 'ФТС', inn: '9907001034' }),
    stateBody: await register({ kind: 'state-body', name: 'Минпромторг', inn: '9907001041' }),
    otherBody: await register({ kind: 'state-body', name: 'Роспатент', inn: '9907001059' }),
    foreigner: await register({ kind: 'foreign-person', name: 'Example GmbH' }),
  };
  const operatorId = String(
    ((await operator.get('/v1/session')).json['participant'] as { id: string }).id,
  );
  const delegate = (
    to: string,
    actions: readonly DelegatedAction[],
    categories: readonly Category[],
  ) => delegation(stage, { to, actions, categories });
  const everything = ['a', 'b', 'v', 'g', 'd', 'e'] as const;
  const all = await delegate(ids.trader, DELEGATED_ACTIONS, everything);
  const narrow = await delegate(ids.trader, ['document.read'], ['a']);
  const otherKind = await delegate(ids.bank, DELEGATED_ACTIONS, ['b']);
  // Nobody acts under this one: its owner revokes it on the way.
  const spare = await delegate(ids.trader, ['document.read'], ['a']);
  const places = await createPlaces(stage, { ...ids, delegation: spare.delegation });
  const trader = { participantId: ids.trader, kind: 'russian-person' } as const;
  const bank = { participantId: ids.bank, ...kindOf('currency-control-agent'), bankNumber: '1000' };
  const people: readonly Person[] = [
    { name: 'the owner', participantId: exporterId, ...kindOf('russian-person') },
    { name: 'another trader', ...trader },
    { name: 'a trader acting for the owner', ...trader, delegate: all },
    { name: 'a trader acting for the owner in one thing', ...trader, delegate: narrow },
    {
      name: 'the bank of the УНК',
      participantId: bankId,
      ...kindOf('currency-control-agent'),
      bankNumber: '1481',
    },
    { name: 'another bank', ...bank },
    { name: 'a bank acting for the owner on other documents', ...bank, delegate: otherKind },
    {
      name: 'a bank to which it was sent',
      participantId: ids.addressee,
      ...kindOf('currency-control-agent'),
      bankNumber: '1001',
    },
    {
      name: 'a body of currency control',
      participantId: ids.body,
      ...kindOf('currency-control-body'),
    },
    {
      name: 'a state body to which it was sent',
      participantId: ids.stateBody,
      ...kindOf('state-body'),
    },
    { name: 'another state body', participantId: ids.otherBody, ...kindOf('state-body') },
    { name: 'a foreign person', participantId: ids.foreigner, ...kindOf('foreign-person') },
    { name: 'the operator', participantId: operatorId, ...kindOf('operator') },
  ];
  const db = new BetterSqlite3(join(stage.data, 'okno.sqlite'));
  const lines = journalLines(stage.data);
  const sentTo = [ids.addressee, ids.stateBody];
  return {
    people,
    places,
    walker: (person, authentication, state) => {
      const principal = principalOf(person, authentication, state, exporterId);
      return { principal, client: clientOf(stage.origin, openSession(db, person, authentication)) };
    },
    setState: (participantId, state) =>
      void db
        .prepare("UPDATE participants SET record = json_set(record, '$.state', ?) WHERE id = ?")
        .run(state, participantId),
    object: (on, place) => objectOf(on, place, { stage, sentTo, delegateId: ids.trader }),
    entries: () => lines.next().filter(byUser),
  };
}

const kindOf = <K extends ParticipantKind>(kind: K) => ({ kind });

async function delegation(
  { exporter }: Stage,
  facts: { to: string; actions: readonly DelegatedAction[]; categories: readonly Category[] },
): Promise<Delegate> {
  const until = new Date(Date.now() + 86_400_000).toISOString();
  const { status, json, bytes } = await exporter.post('/v1/delegations', { ...facts, until });
  if (status !== 201) throw new Error(bytes.toString());
  const { to: participantId, actions, categories } = facts;
  const kind = 'russian-person'; // replaced by the person's own where the principal is made
  return {
    participantId,
    kind,
    state: 'active',
    delegation: String(json['id']),
    actions,
    categories,
  };
}

/** A plain and a secret document under a УНК, each sent to a bank and a body; one without УНК, sent to nobody. */
async function createPlaces(
  stage: Stage,
  ids: { readonly addressee: string; readonly stateBody: string; readonly delegation: string },
): Promise<readonly Place[]> {
  const places: Place[] = [];
  for (const name of ['plain', 'secret', 'private']) {
    const terms = name === 'private' ? PLAIN_CONTRACT : { ...CONTRACT, unk: unkOf(name) };
    const { json: contract } = await stage.exporter.post('/v1/contracts', terms);
    const metadata = { category: 'a', title: name, secret: name === 'secret' };
    const request = { ...(await placeRequest(stage.identities.head, name)), metadata };
    const path = `/v1/contracts/${String(contract['id'])}/documents`;
    const answer = await stage.exporter.place(path, request);
    if (answer.status !== 201) throw new Error(answer.bytes.toString());
    const documentId = String(answer.json['documentId']);
    for (const to of name === 'private' ? [] : [ids.addressee, ids.stateBody]) {
      await stage.exporter.post(`/v1/documents/${documentId}/versions/1/sendings`, { to });
    }
    await untilStamped(stage.exporter, `/v1/documents/${documentId}/versions/1`);
    const [receipt] = answer.json['receipts'] as readonly { id: string }[];
    places.push({
      name,
      contractId: String(contract['id']),
      documentId,
      receiptId: receipt?.id ?? '',
      requestId: await requestBy(stage),
      delegationId: ids.delegation,
      participantId: stage.exporterId,
      unk: unkOf(name),
    });
  }
  return places;
}

const unkOf = (name: string) => ({ plain: UNK, secret: '26010002/1481/0000/1/1' })[name] ?? UNK;

async function requestBy({ bankId, origin, data }: Stage): Promise<string> {
  const db = new BetterSqlite3(join(data, 'okno.sqlite'));
  const person = { name: '', participantId: bankId, ...kindOf('currency-control-agent') };
  const bank = clientOf(origin, openSession(db, person, 'qualified-signature'));
  db.close();
  const answer = await bank.post('/v1/requests', {
    number: 'ВК-1',
    date: '2026-01-20',
    ground: '173-ФЗ, ст. 23',
    unk: UNK,
    items: [{ text: 'Договор' }],
    workingDays: 7,
  });
  if (answer.status !== 201) throw new Error(answer.bytes.toString());
  return String(answer.json['id']);
}

function openSession(
  db: InstanceType<typeof BetterSqlite3>,
  { participantId, kind, delegate }: Person,
  authentication: Authentication,
): string {
  const token = randomBytes(32).toString('base64url');
  const acting = delegate === undefined ? {} : { acting: delegate.delegation };
  const signed = authentication === 'qualified-signature';
  const by = signed ? { person: 'Иванов', certificate: 'ab' } : {};
  const principal = { participantId, kind, state: 'active', authentication, ...by, ...acting };
  db.prepare('INSERT INTO sessions (token_hash, principal, expires_at) VALUES (?, ?, ?)').run(
    createHash('sha256').update(token).digest('hex'),
    JSON.stringify(principal),
    new Date(Date.now() + 3_600_000).toISOString(),
  );
  return token;
}

function principalOf(
  { participantId, kind, bankNumber, delegate }: Person,
  authentication: Authentication,
  state: ParticipantState,
  granterId: string,
): Principal {
  const bank = bankNumber === undefined ? {} : { bankNumber };
  return delegate === undefined
    ? { participantId, kind, state, authentication, ...bank }
    : {
        participantId: granterId,
        kind: 'russian-person',
        state: 'active',
        authentication,
        delegate: { ...delegate, kind, state },
      };
}

interface Known {
  readonly stage: Stage;
  readonly sentTo: readonly string[];
  readonly delegateId: string;
}

/** What the table is asked about, said once more by hand: nothing of it comes from the service's own reading. */
function objectOf(
  on: On,
  place: Place,
  { stage, sentTo, delegateId }: Known,
): AccessObject | undefined {
  const { exporterId: ownerId, bankId } = stage;
  const { name, contractId, documentId } = place;
  const unk = name === 'private' ? {} : { unk: place.unk };
  const contract = {
    id: contractId,
    ownerId,
    number: '',
    date: '',
    parties: [],
    currency: 'EUR',
    revision: 1,
    ...unk,
  };
  const document = {
    id: documentId,
    contractId,
    ownerId,
    category: 'a',
    title: '',
    secret: name === 'secret',
  } as const;
  switch (on) {
    case 'nothing':
      return undefined;
    case 'new-contract':
      return { kind: 'none' };
    case 'contract':
      return { kind: 'contract', contract };
    case 'placing':
      return { kind: 'contract', contract, category: 'a' };
    case 'document': {
      const sent = name === 'private' ? [] : sentTo;
      return { kind: 'document', contract, document, state: 'accepted', sentTo: sent };
    }
    case 'request':
      return { kind: 'request', request: request(place.requestId, bankId, ownerId) };
    case 'delegation':
      return { kind: 'delegation', delegation: given(place.delegationId, ownerId, delegateId) };
    case 'participant':
      return {
        kind: 'participant',
        participantId: ownerId,
        participantKind: 'russian-person',
        cause: 'agreement',
      };
    case 'unk':
      return { kind: 'unk', unk: place.unk };
  }
}

const request = (id: string, requesterId: string, exporterId: string) => ({
  id,
  requesterId,
  requesterName: '',
  exporterId,
  number: '',
  date: '',
  ground: '',
  items: [{ text: 'Договор' }],
  term: { workingDays: 7 },
  arrivedEntry: '',
});

const given = (id: string, granterId: string, delegateId: string) => ({
  id,
  granterId,
  delegateId,
  actions: DELEGATED_ACTIONS,
  categories: [],
  until: '',
  grantedEntry: '',
});
