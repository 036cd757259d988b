// Customs order, annex 2, 7 (2): a delegate does what was named, with the kinds of documents that were named.
import test from 'ava';
import type { DelegatedAction } from '../model/delegation.ts';
import { CATEGORIES, type Category } from '../model/document.ts';
import type { Principal } from '../model/participant.ts';
import type { AccessObject } from './access-object.ts';
import type { Action } from './action.ts';
import { authorize } from './authorize.ts';

const ALL = Object.keys(CATEGORIES) as readonly Category[];

function delegate(actions: readonly DelegatedAction[], categories: readonly Category[]): Principal {
  return {
    participantId: 'owner',
    kind: 'russian-person',
    state: 'active',
    authentication: 'qualified-signature',
    delegate: {
      participantId: 'delegate',
      kind: 'russian-person',
      state: 'active',
      delegation: 'own',
      actions,
      categories,
    },
  };
}

function request(...categories: readonly (Category | undefined)[]): AccessObject {
  const items = categories.map((category) => ({
    text: 'документ',
    ...(category === undefined ? {} : { category }),
  }));
  return {
    kind: 'request',
    request: {
      id: 'r',
      requesterId: 'bank',
      requesterName: 'Банк',
      exporterId: 'owner',
      number: '1',
      date: '2026-01-01',
      ground: '173-ФЗ',
      items,
      term: { workingDays: 7 },
      arrivedEntry: 'e',
    },
  };
}

const delegation = (id: string): AccessObject => ({
  kind: 'delegation',
  delegation: {
    id,
    granterId: 'owner',
    delegateId: 'delegate',
    actions: [],
    categories: [],
    until: '',
    grantedEntry: 'e',
  },
});
const suspension: AccessObject = { kind: 'participant', participantId: 'owner' };
const issued = (under?: string): AccessObject => ({
  kind: 'package',
  participantId: 'owner',
  ...(under === undefined ? {} : { delegation: under }),
});

/** Each with its twin, which differs in one thing. */
const cases: readonly (readonly [
  string,
  Action,
  AccessObject,
  allowed: Principal,
  denied: Principal,
])[] = [
  [
    'a request for documents of the kinds that were delegated',
    'request.read',
    request('a', 'b'),
    delegate(['request.read'], ['a', 'b']),
    delegate(['request.read'], ['a']),
  ],
  [
    'a request that names no kind may be for any',
    'request.read',
    request('a', undefined),
    delegate(['request.read'], ALL),
    delegate(['request.read'], ['a', 'b', 'v', 'g', 'd']),
  ],
  [
    'the receipt of a request, who may read the request',
    'receipt.read',
    request('a'),
    delegate(['receipt.read', 'request.read'], ['a']),
    delegate(['receipt.read'], ['a']),
  ],
  [
    'the receipt of a request, by its kinds',
    'receipt.read',
    request('a'),
    delegate(['receipt.read', 'request.read'], ['a']),
    delegate(['receipt.read', 'request.read'], ['b']),
  ],
  [
    'the receipt of the delegation under which it acts, no other',
    'receipt.read',
    delegation('own'),
    delegate(['receipt.read'], ALL),
    { ...delegate(['receipt.read'], ALL), delegate: other(delegate(['receipt.read'], ALL)) },
  ],
];

function other({ delegate: of }: Principal): NonNullable<Principal['delegate']> {
  if (of === undefined) throw new Error('no delegate');
  return { ...of, delegation: 'another' };
}

for (const [title, action, object, allowed, denied] of cases) {
  test(`FTS2-7.2: ${title}`, (t) => {
    t.true(authorize(allowed, action, object).allowed);
    t.deepEqual(authorize(denied, action, object), {
      allowed: false,
      reason: 'no-grant',
      paragraph: 'FTS2-7.2',
    });
    const { delegate: _delegate, ...owner } = denied;
    t.true(authorize(owner, action, object).allowed, 'the owner itself');
  });
}

test('FTS2-7.2: what happened to the account itself is delegated to nobody', (t) => {
  const everything = delegate(['receipt.read', 'document.read', 'request.read'], ALL);
  t.like(authorize(everything, 'receipt.read', suspension), { reason: 'no-grant' });
  const { delegate: _delegate, ...owner } = everything;
  t.true(authorize(owner, 'receipt.read', suspension).allowed);
});

test('FTS2-7.2: a delegate has the receipts of packages that were issued to it, the owner those of its account', (t) => {
  const acting = delegate(['receipt.read'], ['a']);
  const { delegate: _delegate, ...owner } = acting;
  t.true(authorize(acting, 'receipt.read', issued('own')).allowed);
  t.like(authorize(acting, 'receipt.read', issued('another')), { reason: 'no-grant' });
  t.like(authorize(acting, 'receipt.read', issued()), { reason: 'no-grant' });
  for (const under of ['own', 'another', undefined]) {
    t.true(authorize(owner, 'receipt.read', issued(under)).allowed);
  }
  t.like(authorize({ ...owner, participantId: 'other' }, 'receipt.read', issued()), {
    reason: 'no-grant',
  });
});
