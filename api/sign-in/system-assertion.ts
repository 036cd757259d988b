import { createLocalJWKSet, decodeJwt, errors, type JWK, jwtVerify } from 'jose';
import type { Participant, Principal } from '../../vault/model/participant.ts';
import { type Refusal, SignInRefused } from './sign-in-refusal.ts';

/** RFC 7523 §2.2, RFC 7521 §4.2. */
export const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
/** Asymmetric and modern only: `none`, HMAC and RSA PKCS#1 v1.5 are not on the list. */
const ALGORITHMS = ['EdDSA', 'Ed25519', 'ES256', 'PS256'];
/** Seconds from `iat` to `exp` at most. */
const MAX_LIFETIME = 5 * 60;
/** Seconds by which the clock of a client may differ. */
const CLOCK_TOLERANCE = 5;
const MAX_LENGTH = 8192;

export interface AssertionPorts {
  participant(id: string): Promise<Participant | undefined>;
  readonly now: () => Date;
  /** The only audience: the address of the token endpoint. */
  audience(): string;
}

export interface CheckedAssertion {
  readonly principal: Principal;
  /** Single use is the caller's business: it is decided by the commit that opens the session. */
  readonly jti: string;
}

/** private_key_jwt: a participant's own system proves itself by a JWT under a registered key. */
export async function checkAssertion(
  assertion: string,
  ports: AssertionPorts,
): Promise<CheckedAssertion> {
  if (assertion.length > MAX_LENGTH) throw assertionRefused('the assertion is too long');
  const participant = await claimedParticipant(assertion, ports);
  const jti = await checkedJti(assertion, participant, ports);
  const { id, kind, state, bankNumber } = participant;
  const bank = bankNumber === undefined ? {} : { bankNumber };
  return {
    principal: { participantId: id, kind, state, authentication: 'system-key', ...bank },
    jti,
  };
}

async function claimedParticipant(assertion: string, ports: AssertionPorts): Promise<Participant> {
  const { sub } = unverifiedClaims(assertion);
  const participant = sub === undefined ? undefined : await ports.participant(sub);
  if (participant?.systemKeys === undefined || participant.systemKeys.length === 0) {
    throw assertionRefused('unknown client or no registered key', { reason: 'unknown-client' });
  }
  return participant;
}

function unverifiedClaims(assertion: string): { readonly sub?: string } {
  let sub: unknown;
  try {
    ({ sub } = decodeJwt(assertion));
  } catch {
    throw assertionRefused('not a JWT');
  }
  // The types of jose are a promise of the sender's.
  return typeof sub === 'string' ? { sub } : {};
}

async function checkedJti(
  assertion: string,
  participant: Participant,
  ports: AssertionPorts,
): Promise<string> {
  // Of an assertion that does not verify the journal keeps whose it claims to be: the id is one of ours.
  const notValid = (detail: string, cause?: unknown) =>
    assertionRefused(detail, {
      reason: 'assertion-not-valid',
      known: { claimed: participant.id },
      cause,
    });
  const keys: JWK[] = (participant.systemKeys ?? []).map((key) => ({ ...key }));
  try {
    const { payload } = await jwtVerify(assertion, createLocalJWKSet({ keys }), {
      algorithms: ALGORITHMS,
      issuer: participant.id,
      subject: participant.id,
      audience: ports.audience(),
      requiredClaims: ['iss', 'sub', 'aud', 'exp', 'iat', 'jti'],
      maxTokenAge: MAX_LIFETIME,
      clockTolerance: CLOCK_TOLERANCE,
      currentDate: ports.now(),
    });
    const { jti, exp, iat, aud } = payload;
    if (typeof jti !== 'string' || !/^[\x21-\x7e]{1,100}$/.test(jti)) {
      throw notValid('jti must be 1 to 100 visible ASCII characters');
    }
    if (exp === undefined || iat === undefined) throw notValid('exp and iat are needed');
    // One audience only: an assertion that another server may take too could be replayed here by it.
    if (Array.isArray(aud) && aud.length !== 1) throw notValid('aud must name this service alone');
    if (exp - iat > MAX_LIFETIME) throw notValid('exp is more than 5 minutes after iat');
    return jti;
  } catch (cause) {
    if (cause instanceof errors.JOSEError) throw notValid(cause.code, cause);
    throw cause;
  }
}

export function assertionRefused(detail: string, more: Partial<Refusal> = {}): SignInRefused {
  return new SignInRefused({
    reason: 'malformed-assertion',
    ...more,
    detail: `client assertion: ${detail}`,
    // RFC 6749 §5.2 wants `error` in the body; problem+json carries it as an extension.
    facts: { error: 'invalid_client' },
  });
}
