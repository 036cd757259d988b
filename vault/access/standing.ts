// What is asked of whoever acts before any rule is: sign-in (para. 21), signed acts (para. 32), suspension (para. 17 (б)).
import type { Authentication, ParticipantKind } from '../model/participant.ts';
import type { Action } from './action.ts';
import type { Denial } from './decision.ts';

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
