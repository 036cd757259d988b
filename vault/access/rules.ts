import { bankNumberOf } from '../contracts/unk.ts';
import type { Contract } from '../model/contract.ts';
import type { DelegationRecord } from '../model/delegation.ts';
import type { Category, DocumentRecord, VersionState } from '../model/document.ts';
import type {
  Authentication,
  ParticipantKind,
  Principal,
  TerminationCause,
} from '../model/participant.ts';
import type { RequestRecord } from '../model/request.ts';
import type { SendingRecord } from '../model/sending.ts';
import type { Denial } from './decision.ts';

export const ACTIONS = [
  'participant.register',
  'participant.read',
  'participant.suspend',
  'participant.resume',
  'participant.terminate',
  'access-events.read',
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
  'document.describe', // names, digests, times, indications: no content
  'document.read', // content, signatures, reports, evidence package
  'documents.retrieve',
  'request.make',
  'request.read',
  'receipt.read',
  'verification.make',
  'quarantine.read',
  'quarantine.decide',
] as const;
export type Action = (typeof ACTIONS)[number];

/** What an action is done to. */
export type AccessObject =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'participant';
      readonly participantId: string;
      /** Where its access is what is changed. */
      readonly participantKind?: ParticipantKind;
      readonly cause?: TerminationCause;
    }
  | {
      readonly kind: 'delegation';
      readonly delegation: DelegationRecord;
      /** Whether it opens anything now; said where it is to be used. */
      readonly inForce?: boolean;
    }
  | {
      readonly kind: 'contract';
      readonly contract: Contract;
      /** Of the document that is to be placed. */
      readonly category?: Category;
    }
  | {
      readonly kind: 'document';
      readonly contract: Contract;
      readonly document: DocumentRecord;
      /** Where one version is meant. */
      readonly state?: VersionState;
      /** Participants to whom that version was sent; where no version is meant, any of them. */
      readonly sentTo?: readonly string[];
      /** Those of them to whom it was sent on their request. */
      readonly askedBy?: readonly string[];
      /** Its files are for nobody: see sealed-content.ts. */
      readonly sealed?: boolean;
    }
  | {
      readonly kind: 'sending';
      readonly document: DocumentRecord;
      readonly sending: SendingRecord;
    }
  | { readonly kind: 'request'; readonly request: RequestRecord }
  | {
      /** An evidence package that was issued: in whose account, and under which delegation. */
      readonly kind: 'package';
      readonly participantId: string;
      readonly delegation?: string;
    }
  | { readonly kind: 'unk'; readonly unk: string };

/** What `when` asks, by name: for people. */
export type Ground =
  | 'any'
  | 'self'
  | 'suspendable'
  | 'liquidated'
  | 'by-agreement'
  | 'held'
  | 'own'
  | 'asked'
  | 'asking'
  | 'on-request'
  | 'received'
  | 'own-bank'
  | 'currency-control';

export interface AccessRule {
  /** Id of the requirement that grants. */
  readonly paragraph: string;
  readonly kinds: readonly ParticipantKind[];
  readonly actions: readonly Action[];
  readonly ground: Ground;
  readonly when: (principal: Principal, object: AccessObject) => boolean;
  /** What is said where the ground is missing; absent: `no-grant`, as for what is not there. */
  readonly otherwise?: Omit<Denial, 'allowed'>;
}

const always = () => true;

function ownerOf(object: AccessObject): string | undefined {
  if (object.kind === 'contract') return object.contract.ownerId;
  return object.kind === 'document' || object.kind === 'sending'
    ? object.document.ownerId
    : undefined;
}

function self({ participantId }: Principal, object: AccessObject): boolean {
  const own = object.kind === 'participant' || object.kind === 'package';
  return own && object.participantId === participantId;
}

function granted(principal: Principal, object: AccessObject): boolean {
  return object.kind === 'delegation' && object.delegation.granterId === principal.participantId;
}

function held(principal: Principal, object: AccessObject): boolean {
  return object.kind === 'delegation' && object.delegation.delegateId === principal.participantId;
}

/** Para. 17 (б), 22: not state bodies, not bodies and agents of currency control; nor the operator itself. */
function suspendable(_principal: Principal, object: AccessObject): boolean {
  if (object.kind !== 'participant' || object.participantKind === undefined) return false;
  return ![...NEVER_SUSPENDED, 'operator'].includes(object.participantKind);
}

/** Para. 22, first clause: a legal person that is no more, an entrepreneur who is none any more. */
function liquidated(_principal: Principal, object: AccessObject): boolean {
  if (object.kind !== 'participant' || object.participantKind === 'operator') return false;
  return object.cause === 'liquidated' || object.cause === 'status-lost';
}

function own(principal: Principal, object: AccessObject): boolean {
  return ownerOf(object) === principal.participantId;
}

function unkOf(object: AccessObject): string | undefined {
  if (object.kind === 'unk') return object.unk;
  return object.kind === 'contract' || object.kind === 'document' ? object.contract.unk : undefined;
}

/** A pending version is received, not placed; a refused one never was (para. 24). */
function placed(object: AccessObject): boolean {
  return object.kind !== 'document' || object.state === undefined || object.state === 'accepted';
}

function ofOwnBank(principal: Principal, object: AccessObject): boolean {
  const unk = unkOf(object);
  if (unk === undefined || principal.bankNumber === undefined) return false;
  return bankNumberOf(unk) === principal.bankNumber && placed(object);
}

function receivedFromParticipant({ participantId }: Principal, object: AccessObject): boolean {
  if (object.kind === 'sending') return object.sending.addresseeId === participantId;
  if (object.kind !== 'document' || object.sentTo === undefined) return false;
  return object.sentTo.includes(participantId) && placed(object);
}

function onRequest({ participantId }: Principal, object: AccessObject): boolean {
  if (object.kind === 'sending') {
    return object.sending.addresseeId === participantId && object.sending.answers !== undefined;
  }
  if (object.kind !== 'document' || object.askedBy === undefined) return false;
  return object.askedBy.includes(participantId) && placed(object);
}

function asked({ participantId }: Principal, object: AccessObject): boolean {
  return object.kind === 'request' && object.request.exporterId === participantId;
}

function asking({ participantId }: Principal, object: AccessObject): boolean {
  return object.kind === 'request' && object.request.requesterId === participantId;
}

function underCurrencyControl(_principal: Principal, object: AccessObject): boolean {
  return unkOf(object) !== undefined && placed(object);
}

/** Para. 28–30: to whom a trader sends documents through the system. Foreign persons: para. 21, para 4. */
export const ADDRESSEES: readonly ParticipantKind[] = [
  'currency-control-agent',
  'currency-control-body',
  'state-body',
];

/** Para. 32, 21 para 4: who may act for a trader: another one, or its bank (para. 26–27), never a foreign person. */
export const DELEGATES: readonly ParticipantKind[] = ['russian-person', 'currency-control-agent'];

const EVERYBODY: readonly ParticipantKind[] = [
  'russian-person',
  'currency-control-agent',
  'currency-control-body',
  'state-body',
  'foreign-person',
  'operator',
];

/** Everything that is allowed; what no row allows is denied. */
export const RULES: readonly AccessRule[] = [
  {
    // Para. 26: Russian persons place documents in their own account.
    paragraph: 'D65-26',
    kinds: ['russian-person'],
    actions: ['contract.register'],
    ground: 'any',
    when: always,
  },
  {
    paragraph: 'D65-26',
    kinds: ['russian-person'],
    actions: ['contract.change', 'document.place'],
    ground: 'own',
    when: own,
  },
  {
    // Para. 23, para 2: by own placing.
    paragraph: 'D65-23-пути',
    kinds: ['russian-person'],
    actions: ['contract.describe', 'document.describe', 'document.read', 'receipt.read'],
    ground: 'own',
    when: own,
  },
  {
    // Para. 24, 28, 29: sending what oneself has placed.
    paragraph: 'D65-24-напр',
    kinds: ['russian-person'],
    actions: ['document.send'],
    ground: 'own',
    when: own,
  },
  {
    // Para. 13 (г): one must be able to name the addressee.
    paragraph: 'D65-13г',
    kinds: ['russian-person'],
    actions: ['addressees.list'],
    ground: 'any',
    when: always,
  },
  {
    // Para. 23, para 3: by a lawful request of a body or agent of currency control, for what was sent in answer.
    paragraph: 'D65-23-пути',
    kinds: ['currency-control-agent', 'currency-control-body'],
    actions: ['document.describe', 'document.read', 'receipt.read'],
    ground: 'on-request',
    when: onRequest,
  },
  {
    // Para. 29, 30: an agent asks about contracts under the УНК that it assigned.
    paragraph: 'D65-29',
    kinds: ['currency-control-agent'],
    actions: ['request.make'],
    ground: 'own-bank',
    when: ofOwnBank,
  },
  {
    // Para. 28: a body asks any trader.
    paragraph: 'D65-28',
    kinds: ['currency-control-body'],
    actions: ['request.make'],
    ground: 'any',
    when: always,
  },
  {
    // Para. 25 (г): whoever asked sees what became of it …
    paragraph: 'D65-25г-2',
    kinds: ['currency-control-agent', 'currency-control-body'],
    actions: ['request.read', 'receipt.read'],
    ground: 'asking',
    when: asking,
  },
  {
    // … and so does the trader in whose account the request has arrived.
    paragraph: 'D65-25г-2',
    kinds: ['russian-person'],
    actions: ['request.read', 'receipt.read'],
    ground: 'asked',
    when: asked,
  },
  {
    // Para. 23, para 3: by receipt from a participant.
    paragraph: 'D65-23-пути',
    kinds: ADDRESSEES,
    actions: ['document.describe', 'document.read', 'receipt.read'],
    ground: 'received',
    when: receivedFromParticipant,
  },
  {
    // Para. 13 (к), 23 para 3, 29: the bank that keeps the contract under the УНК that it assigned.
    paragraph: 'D65-23-пути',
    kinds: ['currency-control-agent'],
    actions: [
      'contract.describe',
      'document.describe',
      'document.read',
      'documents.retrieve',
      'receipt.read',
    ],
    ground: 'own-bank',
    when: ofOwnBank,
  },
  {
    // Para. 23 para 3, 28: bodies of currency control, contracts that are under it (have a УНК).
    paragraph: 'D65-23-пути',
    kinds: ['currency-control-body'],
    actions: [
      'contract.describe',
      'document.describe',
      'document.read',
      'documents.retrieve',
      'receipt.read',
    ],
    ground: 'currency-control',
    when: underCurrencyControl,
  },
  {
    // Para. 13 (г), (е), (ж): the operator runs the system, sees what is there, never what is inside.
    paragraph: 'D65-13г',
    kinds: ['operator'],
    actions: [
      'participant.register',
      'participant.read',
      'contract.describe',
      'document.describe',
      'receipt.read',
      'quarantine.read',
      'quarantine.decide',
    ],
    ground: 'any',
    when: always,
  },
  {
    // Para. 17 (б): the operator suspends and resumes users, never bodies and agents.
    paragraph: 'D65-17б',
    kinds: ['operator'],
    actions: ['participant.suspend', 'participant.resume'],
    ground: 'suspendable',
    when: suspendable,
    otherwise: { reason: 'never-suspended', paragraph: 'D65-17б' },
  },
  {
    paragraph: 'D65-22-1',
    kinds: ['operator'],
    actions: ['participant.terminate'],
    ground: 'liquidated',
    when: liquidated,
    otherwise: { reason: 'never-suspended', paragraph: 'D65-22-2' },
  },
  {
    paragraph: 'D65-22-2',
    kinds: ['operator'],
    actions: ['participant.terminate'],
    ground: 'by-agreement',
    when: suspendable,
    otherwise: { reason: 'never-suspended', paragraph: 'D65-22-2' },
  },
  {
    // Para. 13 (к): who got access, was suspended, resumed or disconnected, for bodies …
    paragraph: 'D65-13к-органы',
    kinds: ['currency-control-body', 'operator'],
    actions: ['access-events.read'],
    ground: 'any',
    when: always,
  },
  {
    // … and for agents of currency control.
    paragraph: 'D65-13к-агенты',
    kinds: ['currency-control-agent'],
    actions: ['access-events.read'],
    ground: 'any',
    when: always,
  },
  {
    // Para. 32: a trader opens its account to another user, in so far as it says.
    paragraph: 'D65-32',
    kinds: ['russian-person'],
    actions: ['delegation.grant'],
    ground: 'any',
    when: always,
  },
  {
    paragraph: 'D65-32',
    kinds: ['russian-person'],
    actions: ['delegation.read', 'delegation.revoke', 'receipt.read'],
    ground: 'own',
    when: granted,
  },
  {
    // Customs order, annex 2, 7 (2): whoever was appointed acts within the kinds and actions that were named.
    paragraph: 'FTS2-7.2',
    kinds: DELEGATES,
    actions: ['delegation.read', 'delegation.use', 'receipt.read'],
    ground: 'held',
    when: held,
  },
  {
    // Para. 17 (б): whoever was suspended holds the receipt of it; para. 13 (и): who was given a package, that of its issue.
    paragraph: 'D65-13г',
    kinds: ['russian-person', ...ADDRESSEES],
    actions: ['receipt.read'],
    ground: 'self',
    when: self,
  },
  {
    paragraph: 'D65-13г',
    kinds: EVERYBODY,
    actions: ['participant.read'],
    ground: 'self',
    when: self,
  },
  {
    // Para. 11 (з): checking a signature on one's own file needs no document of the system, so that it is
    // open to foreign persons too (para. 21, para 4).
    paragraph: 'D65-13р',
    kinds: EVERYBODY,
    actions: ['verification.make'],
    ground: 'any',
    when: always,
  },
];

/** Acts that need a qualified signature whatever else is enough to sign in, and what is said without one. */
export const SIGNED_ACTIONS: ReadonlyMap<Action, Omit<Denial, 'allowed'>> = new Map([
  // Para. 32; customs order, annex 2, 6: whoever empowers others must be known for sure.
  ['delegation.grant', { reason: 'act-needs-qualified-signature', paragraph: 'D65-32' }],
  // Two people decide, and are told apart by their certificates.
  ['quarantine.decide', { reason: 'authentication-too-weak', paragraph: 'D65-13е' }],
]);

/**
 * What stays with a suspended user. The operator may stop the use of services (para. 17 (б)); what the journal
 * fixed before stays provable (para. 13 (и), 24), and one may always take back what one gave to others.
 */
export const WHILE_SUSPENDED: readonly Action[] = [
  'receipt.read',
  'delegation.read',
  'delegation.revoke',
];

export interface AuthenticationRule {
  readonly paragraph: string;
  readonly accepts: readonly Authentication[];
}

// Para. 26, 33: the participant's own information system acts for it under a registered key.
const SYSTEMS: readonly Authentication[] = ['system-key', 'system-certificate'];

/** Para. 21: how each kind of user must have signed in. */
export const AUTHENTICATIONS: Readonly<Record<ParticipantKind, AuthenticationRule>> = {
  'russian-person': {
    paragraph: 'D65-21-РФ',
    accepts: ['qualified-signature', 'esia-two-factor', ...SYSTEMS],
  },
  'currency-control-agent': {
    paragraph: 'D65-21-орган',
    accepts: ['qualified-signature', ...SYSTEMS],
  },
  'currency-control-body': {
    paragraph: 'D65-21-орган',
    accepts: ['qualified-signature', ...SYSTEMS],
  },
  'state-body': { paragraph: 'D65-21-орган', accepts: ['qualified-signature', ...SYSTEMS] },
  'foreign-person': {
    paragraph: 'D65-21-иностр',
    accepts: ['simple-signature', 'qualified-signature'],
  },
  // The operator is no user of para. 9; it is held to the strength asked of Russian persons.
  operator: {
    paragraph: 'D65-13г',
    accepts: ['qualified-signature', 'esia-two-factor', ...SYSTEMS],
  },
};

/** Para. 17 (б): the operator's power to suspend never reaches these. */
export const NEVER_SUSPENDED: readonly ParticipantKind[] = [
  'state-body',
  'currency-control-body',
  'currency-control-agent',
];
