import test from 'ava';
import type { Contract } from '../model/contract.ts';
import type { DocumentRecord } from '../model/document.ts';
import type { Authentication, ParticipantKind, Principal } from '../model/participant.ts';
import type { AccessObject } from './access-object.ts';
import { ACTIONS, type Action } from './action.ts';
import { authorize } from './authorize.ts';
import { AUTHENTICATIONS } from './standing.ts';

const CONTRACT: Contract = {
  id: 'c',
  ownerId: 'owner',
  number: '1',
  date: '2026-01-01',
  parties: [],
  currency: 'CNY',
  unk: '26010001/1481/0000/1/1',
  revision: 1,
};
const DOCUMENT: DocumentRecord = {
  id: 'd',
  contractId: 'c',
  ownerId: 'owner',
  category: 'a',
  title: 't',
  secret: false,
};
const { unk: _unk, ...WITHOUT_UNK } = CONTRACT;

const contract = { kind: 'contract', contract: CONTRACT } as const;
// Sent to everybody whose id is the owner's: a state body has a document in this way only.
const document = {
  kind: 'document',
  contract: CONTRACT,
  document: DOCUMENT,
  sentTo: ['owner'],
} as const;
const secret = { ...document, document: { ...DOCUMENT, secret: true } } as const;
const unregistered = { kind: 'document', contract: WITHOUT_UNK, document: DOCUMENT } as const;
const sent = { ...unregistered, sentTo: ['bank'] } as const;
const sending = {
  kind: 'sending',
  document: DOCUMENT,
  sending: {
    id: 's',
    documentId: 'd',
    version: 1,
    senderId: 'owner',
    addresseeId: 'bank',
    addresseeName: 'Банк',
    sentEntry: 'e1',
    deliveredEntry: 'e2',
  },
} as const;
const asked = {
  kind: 'request',
  request: {
    id: 'r',
    requesterId: 'bank',
    requesterName: 'Банк',
    exporterId: 'owner',
    number: '1',
    date: '2026-01-01',
    ground: '173-ФЗ',
    items: [{ text: 'акт' }],
    term: { workingDays: 7 },
    arrivedEntry: 'e3',
  },
} as const;
const asking = { ...asked, request: { ...asked.request, requesterId: 'owner' } } as const;
const none = { kind: 'none' } as const;
const suspendable = {
  kind: 'participant',
  participantId: 'owner',
  participantKind: 'russian-person',
} as const;
const delegation = {
  kind: 'delegation',
  delegation: {
    id: 'd1',
    granterId: 'owner',
    delegateId: 'owner',
    actions: ['document.read'],
    categories: ['a'],
    until: '2027-01-01T00:00:00.000Z',
    grantedEntry: 'e9',
  },
  inForce: true,
} as const;
const unk = { kind: 'unk', unk: '26010001/1481/0000/1/1' } as const;
const self = { kind: 'participant', participantId: 'owner' } as const;

const KINDS = Object.keys(AUTHENTICATIONS) as readonly ParticipantKind[];

function principal(kind: ParticipantKind, more: Partial<Principal> = {}): Principal {
  return {
    participantId: 'owner',
    kind,
    state: 'active',
    authentication: 'qualified-signature',
    ...(kind === 'currency-control-agent' ? { bankNumber: '1481' } : {}),
    ...more,
  };
}

/** What each action is tried on, with everything in favour of the one who asks. */
const OBJECTS: Readonly<Record<Action, AccessObject>> = {
  'participant.register': none,
  'participant.read': self,
  'participant.suspend': suspendable,
  'participant.resume': suspendable,
  'participant.terminate': { ...suspendable, cause: 'agreement' },
  'access-events.read': none,
  'delegation.grant': none,
  'delegation.revoke': delegation,
  'delegation.read': delegation,
  'delegation.use': delegation,
  'contract.register': none,
  'contract.describe': contract,
  'contract.change': contract,
  'document.place': contract,
  'document.send': document,
  'addressees.list': none,
  'document.describe': document,
  'document.read': document,
  'documents.retrieve': unk,
  'request.make': unk,
  'request.read': asking,
  'receipt.read': document,
  'verification.make': none,
  'quarantine.read': none,
  'quarantine.decide': document,
};

/** The whole table once more, as somebody reads it out of the decree. */
const ALLOWED: Readonly<Record<ParticipantKind, readonly Action[]>> = {
  'russian-person': [
    'participant.read',
    'delegation.grant',
    'delegation.revoke',
    'delegation.read',
    'delegation.use',
    'contract.register',
    'contract.describe',
    'contract.change',
    'document.place',
    'document.send',
    'addressees.list',
    'document.describe',
    'document.read',
    'request.read',
    'receipt.read',
    'verification.make',
  ],
  'currency-control-agent': [
    'participant.read',
    'access-events.read',
    'delegation.read',
    'delegation.use',
    'contract.describe',
    'document.describe',
    'document.read',
    'documents.retrieve',
    'request.make',
    'request.read',
    'receipt.read',
    'verification.make',
  ],
  'currency-control-body': [
    'participant.read',
    'access-events.read',
    'contract.describe',
    'document.describe',
    'document.read',
    'documents.retrieve',
    'request.make',
    'request.read',
    'receipt.read',
    'verification.make',
  ],
  'state-body': [
    'participant.read',
    'document.describe',
    'document.read',
    'receipt.read',
    'verification.make',
  ],
  'foreign-person': ['participant.read', 'verification.make'],
  operator: [
    'participant.register',
    'participant.read',
    'participant.suspend',
    'participant.resume',
    'participant.terminate',
    'access-events.read',
    'contract.describe',
    'document.describe',
    'receipt.read',
    'verification.make',
    'quarantine.read',
    'quarantine.decide',
  ],
};

for (const kind of KINDS) {
  for (const action of ACTIONS) {
    const allowed = ALLOWED[kind].includes(action);
    test(`${kind} ${allowed ? 'may' : 'may not'} ${action}`, (t) => {
      const decision = authorize(principal(kind), action, OBJECTS[action]);
      t.is(decision.allowed, allowed);
      t.regex(decision.paragraph, /^(D65|FTS2)-/);
      if (!decision.allowed) t.is(decision.reason, 'outside-competence');
    });
  }
}

const denials: readonly (readonly [string, Principal, Action, AccessObject, string])[] = [
  [
    'para. 23: another exporter’s document',
    principal('russian-person', { participantId: 'other' }),
    'document.read',
    document,
    'no-grant',
  ],
  [
    'para. 26: a version of another exporter’s document',
    principal('russian-person', { participantId: 'other' }),
    'document.place',
    contract,
    'no-grant',
  ],
  [
    'another bank’s УНК',
    principal('currency-control-agent', { bankNumber: '1000' }),
    'documents.retrieve',
    unk,
    'no-grant',
  ],
  [
    'a contract without УНК for a bank',
    principal('currency-control-agent'),
    'document.read',
    unregistered,
    'no-grant',
  ],
  [
    'a contract without УНК for a currency-control body',
    principal('currency-control-body'),
    'document.read',
    unregistered,
    'no-grant',
  ],
  [
    'a version that is received and not placed, for a bank',
    principal('currency-control-agent'),
    'document.read',
    { ...document, state: 'pending' },
    'no-grant',
  ],
  [
    'a version that was refused in the end, for a currency-control body',
    principal('currency-control-body'),
    'document.describe',
    { ...document, state: 'refused' },
    'no-grant',
  ],
  [
    'para. 23, para 3: a document sent to another body',
    principal('state-body', { participantId: 'other' }),
    'document.read',
    sent,
    'no-grant',
  ],
  [
    'para. 24: a sent version that is not placed',
    principal('state-body', { participantId: 'bank' }),
    'document.read',
    { ...sent, state: 'pending' },
    'no-grant',
  ],
  [
    'para. 21, para 4: a foreign person to whom something were sent',
    principal('foreign-person', { participantId: 'bank' }),
    'document.read',
    sent,
    'outside-competence',
  ],
  [
    'a sent secret in a session without qualified signature',
    principal('state-body', { participantId: 'bank', authentication: 'system-key' }),
    'document.read',
    { ...sent, document: { ...DOCUMENT, secret: true } },
    'secret-needs-qualified-signature',
  ],
  [
    'the receipt of a sending to somebody else, for the bank of the contract',
    principal('currency-control-agent', { participantId: 'other' }),
    'receipt.read',
    sending,
    'no-grant',
  ],
  [
    'sending another exporter’s document',
    principal('russian-person', { participantId: 'other' }),
    'document.send',
    document,
    'no-grant',
  ],
  [
    'para. 23: a secret in a session without qualified signature',
    principal('russian-person', { authentication: 'esia-two-factor' }),
    'document.read',
    secret,
    'secret-needs-qualified-signature',
  ],
  [
    'para. 23: a secret for a bank’s system',
    principal('currency-control-agent', { authentication: 'system-key' }),
    'document.read',
    secret,
    'secret-needs-qualified-signature',
  ],
  [
    'para. 25 (г): a request to another exporter',
    principal('russian-person', { participantId: 'other' }),
    'request.read',
    asked,
    'no-grant',
  ],
  [
    'para. 25 (г): the receipt of a request of another bank',
    principal('currency-control-agent', { participantId: 'other' }),
    'receipt.read',
    asked,
    'no-grant',
  ],
  [
    'para. 25 (г): a request of another body, of the body',
    principal('currency-control-body', { participantId: 'other' }),
    'request.read',
    asked,
    'no-grant',
  ],
  [
    'para. 29: a request of a bank about a УНК of another bank',
    principal('currency-control-agent', { bankNumber: '1000' }),
    'request.make',
    unk,
    'no-grant',
  ],
  [
    'para. 29: a request of a bank about a trader by its ИНН alone',
    principal('currency-control-agent'),
    'request.make',
    self,
    'no-grant',
  ],
  [
    'para. 24: what was sent on request and is not placed',
    principal('currency-control-body', { participantId: 'bank' }),
    'document.read',
    { ...unregistered, askedBy: ['bank'], state: 'quarantined' },
    'no-grant',
  ],
  [
    'para. 13 (е): content in quarantine, for its own owner',
    principal('russian-person'),
    'document.read',
    { ...document, state: 'quarantined', sealed: true },
    'quarantined',
  ],
  [
    'para. 21: a bank clerk without qualified signature',
    principal('currency-control-agent', { authentication: 'esia-two-factor' }),
    'documents.retrieve',
    unk,
    'authentication-too-weak',
  ],
  [
    'para. 17 (б): a suspended exporter',
    principal('russian-person', { state: 'suspended' }),
    'document.read',
    document,
    'suspended',
  ],
  [
    'para. 22: a liquidated exporter',
    principal('russian-person', { state: 'terminated' }),
    'document.read',
    document,
    'terminated',
  ],
  [
    'para. 22: a liquidated bank',
    principal('currency-control-agent', { state: 'terminated' }),
    'documents.retrieve',
    unk,
    'terminated',
  ],
];

for (const [title, who, action, object, reason] of denials) {
  test(`denied: ${title}`, (t) => {
    t.like(authorize(who, action, object), { allowed: false, reason });
  });
}

const grants: readonly (readonly [string, Principal, Action, AccessObject])[] = [
  [
    'para. 23, para 3: a document for the bank to which it was sent, without a УНК',
    principal('currency-control-agent', { participantId: 'bank' }),
    'document.read',
    { ...sent, state: 'accepted' },
  ],
  [
    'the receipt of a sending for its addressee',
    principal('state-body', { participantId: 'bank' }),
    'receipt.read',
    sending,
  ],
  ['the receipt of a sending for its sender', principal('russian-person'), 'receipt.read', sending],
  [
    'para. 17 (б): the operator cannot suspend a bank',
    principal('currency-control-agent', { state: 'suspended' }),
    'documents.retrieve',
    unk,
  ],
  [
    'para. 23: a secret in a session by qualified signature',
    principal('russian-person'),
    'document.read',
    secret,
  ],
  [
    'para. 23: that a secret document exists is no secret',
    principal('russian-person', { authentication: 'esia-two-factor' }),
    'document.describe',
    secret,
  ],
  [
    'para. 23, para 3: what was sent on its request, for the body that asked',
    principal('currency-control-body', { participantId: 'bank' }),
    'document.read',
    { ...unregistered, askedBy: ['bank'], state: 'accepted' },
  ],
  ['para. 28: a body asks a trader', principal('currency-control-body'), 'request.make', self],
  ['a request for the trader asked', principal('russian-person'), 'request.read', asked],
  ['its receipt, too', principal('russian-person'), 'receipt.read', asked],
  [
    'the receipt of its own request, for the bank',
    principal('currency-control-agent', { participantId: 'bank' }),
    'receipt.read',
    asked,
  ],
  [
    'that a version is in quarantine, and why, for its owner',
    principal('russian-person'),
    'document.describe',
    { ...document, state: 'quarantined', sealed: true },
  ],
  [
    'a pending version for its owner',
    principal('russian-person'),
    'document.read',
    { ...document, state: 'pending' },
  ],
];

for (const [title, who, action, object] of grants) {
  test(`allowed: ${title}`, (t) => t.true(authorize(who, action, object).allowed));
}

const EVERY: readonly Authentication[] = [
  'qualified-signature',
  'esia-two-factor',
  'simple-signature',
  'system-key',
  'system-certificate',
];

test('para. 21: whatever a session may do, it may not with a sign-in that its kind has not', (t) => {
  for (const kind of KINDS) {
    for (const authentication of EVERY) {
      const decision = authorize(principal(kind, { authentication }), 'verification.make', none);
      t.is(decision.allowed, AUTHENTICATIONS[kind].accepts.includes(authentication));
    }
  }
});
