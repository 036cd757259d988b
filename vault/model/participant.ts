import type { DelegatedAction } from './delegation.ts';
import type { Category } from './document.ts';

/** Kinds of users, Decree 65 para. 8–10, 21. */
export const PARTICIPANT_KINDS = [
  'russian-person', // para. 21 (2): trades and performs currency operations
  'currency-control-agent', // authorised bank, VEB.RF
  'currency-control-body',
  'state-body',
  'foreign-person', // para. 21 (4)
  'operator',
] as const;

export type ParticipantKind = (typeof PARTICIPANT_KINDS)[number];

export type ParticipantState = 'active' | 'suspended' | 'terminated'; // para. 17 (б), 22

export interface Participant {
  readonly id: string;
  readonly kind: ParticipantKind;
  readonly name: string;
  /** ИНН: 10 digits of a legal entity, 12 of a person. */
  readonly inn?: string;
  /** ОГРН (13) or ОГРНИП (15 digits). */
  readonly ogrn?: string;
  /** Four digits, the second part of every УНК that this bank assigned (Instruction 181-I). */
  readonly bankNumber?: string;
  /** Public keys of the participant's own system, JWK, for signed JWT sign-in. */
  readonly systemKeys?: readonly Readonly<Record<string, unknown>>[];
  readonly state: ParticipantState;
  readonly registeredAt: string;
}

/** Para. 22: the first two end the access of any user, the third not that of bodies and agents. */
export const TERMINATION_CAUSES = ['liquidated', 'status-lost', 'agreement'] as const;
export type TerminationCause = (typeof TERMINATION_CAUSES)[number];

/** What the operator did to the access of a participant; para. 13 (к) asks to report it by the next day. */
export interface AccessEvent {
  readonly participantId: string;
  readonly event: 'granted' | 'suspended' | 'resumed' | 'terminated';
  /** The journal entry that fixes the moment. */
  readonly entry: string;
}

export interface FixedAccessEvent extends AccessEvent {
  readonly at: string;
}

/** How the session was authenticated; para. 21 and 23 hang on it. */
export type Authentication =
  | 'qualified-signature'
  | 'esia-two-factor'
  | 'simple-signature'
  | 'system-key' // a participant's system, private_key_jwt
  | 'system-certificate'; // a participant's system, mutual TLS

/** Who acts in the account of another, and what it was given to do there (para. 32). */
export interface Delegate {
  readonly participantId: string;
  readonly kind: ParticipantKind;
  readonly state: ParticipantState;
  readonly delegation: string;
  /** Empty: the delegation was revoked, or its term is over. */
  readonly actions: readonly DelegatedAction[];
  readonly categories: readonly Category[];
}

/** Who acts, as the server established it. */
export interface Principal {
  readonly participantId: string;
  readonly kind: ParticipantKind;
  readonly state: ParticipantState;
  readonly authentication: Authentication;
  /** Name of the person from the certificate, when a person signed in. */
  readonly person?: string;
  /** Lower-case hex SHA-256 of the certificate with which the person signed in. */
  readonly certificate?: string;
  readonly bankNumber?: string;
  /** Present: `participantId`, `kind` and `state` are of the account, the session is of this other participant. */
  readonly delegate?: Delegate;
}
