import type { DocumentRecord } from '../model/document.ts';
import type { ParticipantKind, ParticipantState, Principal } from '../model/participant.ts';
import type { AccessObject } from './access-object.ts';
import type { Action } from './action.ts';
import type { Decision, Denial } from './decision.ts';
import { categoryOf, delegationOf, forceOf } from './delegated.ts';
import { NEVER_SUSPENDED } from './kinds.ts';
import { RULES } from './rules.ts';
import { AUTHENTICATIONS, SIGNED_ACTIONS, WHILE_SUSPENDED } from './standing.ts';

/**
 * May `principal` do `action` to `object`? Denied unless a row of the table allows. Without an object the
 * answer is what it is before anything is looked up: state, sign-in, delegation and competence.
 */
export function authorize(principal: Principal, action: Action, object?: AccessObject): Decision {
  const rules = RULES.filter(
    (rule) => rule.kinds.includes(principal.kind) && rule.actions.includes(action),
  );
  const early = beforeObject(principal, action, rules.length);
  if (early !== undefined) return early;
  const rule =
    object === undefined ? rules[0] : rules.find((candidate) => candidate.when(principal, object));
  if (rule === undefined) {
    const { reason, paragraph } = rules[0]?.otherwise ?? NO_GRANT;
    return deny(reason, paragraph);
  }
  const shut =
    categoryOf(principal, action, object) ??
    forceOf(action, object) ??
    sealOf(action, object) ??
    secrecyOf(principal, action, object);
  return shut ?? { allowed: true, paragraph: rule.paragraph };
}

const NO_GRANT = { reason: 'no-grant', paragraph: 'D65-23-пути' } as const;

function deny(reason: Denial['reason'], paragraph: string): Denial {
  return { allowed: false, reason, paragraph };
}

/** What needs no object. Who acts for another must have a good standing itself, and so must that other. */
function beforeObject(principal: Principal, action: Action, rules: number): Denial | undefined {
  const { authentication, delegate } = principal;
  const persons = delegate === undefined ? [principal] : [delegate, principal];
  for (const each of persons) {
    const denial = stateOf(each, action) ?? signInOf(each.kind, authentication);
    if (denial !== undefined) return denial;
  }
  return (
    delegationOf(delegate, action) ??
    competenceOf(principal, rules) ??
    signedOf(authentication, action)
  );
}

interface Standing {
  readonly state: ParticipantState;
  readonly kind: ParticipantKind;
}

function stateOf({ state, kind }: Standing, action: Action): Denial | undefined {
  // Para. 22, first clause: a legal person that is liquidated loses access whatever its kind.
  if (state === 'terminated') return deny('terminated', 'D65-22-1');
  const suspended = state === 'suspended' && !NEVER_SUSPENDED.includes(kind);
  return suspended && !WHILE_SUSPENDED.includes(action) ? deny('suspended', 'D65-17б') : undefined;
}

function signInOf(
  kind: ParticipantKind,
  authentication: Principal['authentication'],
): Denial | undefined {
  const rule = AUTHENTICATIONS[kind];
  return rule.accepts.includes(authentication)
    ? undefined
    : deny('authentication-too-weak', rule.paragraph);
}

function competenceOf({ kind }: Principal, rules: number): Denial | undefined {
  if (rules > 0) return undefined;
  const paragraph = kind === 'foreign-person' ? 'D65-21-иностр-огр' : 'D65-13ж';
  return deny('outside-competence', paragraph);
}

function signedOf(authentication: Principal['authentication'], action: Action): Denial | undefined {
  const unsigned = SIGNED_ACTIONS.get(action);
  return unsigned === undefined || authentication === 'qualified-signature'
    ? undefined
    : deny(unsigned.reason, unsigned.paragraph);
}

/** Para. 13 (е): a file in which malware may be goes out to nobody, not even to who placed it. */
function sealOf(action: Action, object: AccessObject | undefined): Denial | undefined {
  const shut = action === 'document.read' && object?.kind === 'document' && object.sealed === true;
  return shut ? deny('quarantined', 'D65-13е') : undefined;
}

/** Para. 23, para 5: what is a secret protected by law is shown to qualified-signature sessions only. */
function secrecyOf(
  { authentication }: Principal,
  action: Action,
  object: AccessObject | undefined,
): Denial | undefined {
  const shows = action === 'document.read' && object?.kind === 'document';
  return shows && !mayName({ authentication }, object.document)
    ? deny('secret-needs-qualified-signature', 'D65-23-тайна')
    : undefined;
}

/**
 * Para. 23, para 5, for a document that may be described: whether this session may hear what its owner wrote
 * about it (title, number, date, file names), which can tell the secret as well as the content.
 */
export function mayName(
  { authentication }: Pick<Principal, 'authentication'>,
  { secret }: Pick<DocumentRecord, 'secret'>,
): boolean {
  return !secret || seesSecrets({ authentication });
}

function seesSecrets({ authentication }: Pick<Principal, 'authentication'>): boolean {
  return authentication === 'qualified-signature';
}

/**
 * What decides, in one account, how much of it a session sees: by its sign-in whether secrets too, and by its delegation
 * which actions and kinds of documents. Sessions with the same view are shown the same.
 */
export function viewOf({ authentication, delegate }: Principal): string {
  const secrets = seesSecrets({ authentication }) ? 'with-secrets' : 'without-secrets';
  return delegate === undefined ? secrets : `${secrets} under ${delegate.delegation}`;
}
