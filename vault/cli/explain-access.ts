import type { AccessRule, Ground } from '../access/access-rule.ts';
import type { Action } from '../access/action.ts';
import { authorize, mayName } from '../access/authorize.ts';
import type { Denial } from '../access/decision.ts';
import { RULES } from '../access/rules.ts';
import type { Authentication, ParticipantKind, ParticipantState } from '../model/participant.ts';

export interface AccessQuestion {
  readonly kind: ParticipantKind;
  readonly authentication: Authentication;
  readonly action: Action;
  readonly state: ParticipantState;
  /** What holds between who asks and what is asked for; `none`: nothing does; absent: that is not said. */
  readonly ground?: Ground | 'none';
  /** Of a secret protected by law. */
  readonly secret: boolean;
}

export type AccessExplanation =
  | {
      readonly allowed: true;
      readonly grounds: readonly Pick<AccessRule, 'ground' | 'paragraph'>[];
    }
  | Denial;

/** One decision as `authorize` makes it; where no ground is said, under which grounds it is allowed. */
export function explainAccess(question: AccessQuestion): AccessExplanation {
  const { kind, authentication, action, state, ground, secret } = question;
  const principal = { participantId: '', kind, authentication, state };
  const early = authorize(principal, action);
  if (!early.allowed) return early;
  const rules = RULES.filter((rule) => rule.kinds.includes(kind) && rule.actions.includes(action));
  const open = ground === undefined ? rules : rules.filter((rule) => rule.ground === ground);
  if (open.length === 0) {
    const { reason, paragraph } = rules[0]?.otherwise ?? NO_GRANT;
    return { allowed: false, reason, paragraph };
  }
  if (secret && action === 'document.read' && !mayName(principal, { secret })) return SECRET;
  return {
    allowed: true,
    grounds: open.map(({ ground: on, paragraph }) => ({ ground: on, paragraph })),
  };
}

const NO_GRANT = { reason: 'no-grant', paragraph: 'D65-23-пути' } as const;
const SECRET: Denial = {
  allowed: false,
  reason: 'secret-needs-qualified-signature',
  paragraph: 'D65-23-тайна',
};
