import type { Principal } from '../../vault/model/participant.ts';
import { ConflictError } from '../../vault/ports/storage-error.ts';
import type { Context } from '../http/context.ts';
import { readBody, readJson, requireMediaType } from '../http/read-body.ts';
import type { OpenRoutes } from '../journalling/journalled-routes.ts';
import { requireSameOrigin, setSessionCookie } from '../sign-in/authenticate.ts';
import { SIGN_IN_CONTENT_TYPE, writeChallenge } from '../sign-in/challenge.ts';
import { type RateLimit, rateLimit } from '../sign-in/rate-limit.ts';
import { type NewSession, OF_ALL, type OpenedSession, openSession } from '../sign-in/sessions.ts';
import {
  type CertificateSignInPorts,
  principalOfSignature,
} from '../sign-in/sign-in-by-certificate.ts';
import { journalRefusal, type SignInMeans, SignInRefused } from '../sign-in/sign-in-refusal.ts';
import { ASSERTION_TYPE, assertionRefused, checkAssertion } from '../sign-in/system-assertion.ts';
import { sessionOfTicket, ticketName } from '../sign-in/tickets.ts';

export interface SignInPorts extends CertificateSignInPorts {
  readonly signInRate: RateLimit;
}

/** Seconds: a working day for people; systems ask for a new token with a new assertion. */
const PERSON_SESSION = 8 * 60 * 60;
const SYSTEM_SESSION = 30 * 60;
/** Octets: a challenge with a signature and a few certificates. */
const SIGNATURE_LIMIT = 256 * 1024;
const FORM_LIMIT = 16 * 1024;

export function signInRoutes(routes: OpenRoutes, ports: SignInPorts): void {
  const limited = rateLimit(ports.signInRate, ports.now);
  const asked = { notAnAction: 'nobody is known yet, and nothing is kept of it: see DECISION.md' };
  routes.open('POST', '/v1/sign-in/challenges', asked, limited, (context) =>
    challenge(context, ports),
  );
  const opened = { action: 'session.opened' } as const;
  const add = (path: string, means: SignInMeans, enter: typeof byCertificate) =>
    routes.open('POST', path, opened, limited, (context) =>
      journalRefusal(means, () => enter(context, ports), ports),
    );
  add('/v1/sign-in', 'signed-challenge', byCertificate);
  add('/v1/sign-in/tickets', 'link', byTicket);
  add('/v1/token', 'assertion', byAssertion);
}

function challenge(context: Context, ports: SignInPorts): void {
  const nonce = Buffer.from(ports.randomBytes(16)).toString('base64url');
  const facts = { origin: ports.origin(), time: ports.now(), nonce };
  const { text, expiresAt } = writeChallenge(facts, ports.challengeKey);
  context.status = 201;
  context.body = {
    challenge: text,
    contentType: SIGN_IN_CONTENT_TYPE,
    expiresAt: expiresAt.toISOString(),
  };
}

async function byCertificate(context: Context, ports: SignInPorts): Promise<void> {
  refuseForeignPage(context, ports);
  requireMediaType(context, 'application/pkcs7-mime');
  const cms = await readBody(context, SIGNATURE_LIMIT);
  const wanted = new URLSearchParams(context.querystring).get('participant') ?? undefined;
  const { principal, nonce } = await principalOfSignature(cms, wanted, ports);
  const once = { of: OF_ALL, id: `challenge ${nonce}` };
  const refuse = () =>
    new SignInRefused({ reason: 'challenge-used', detail: 'challenge used before' });
  const session = { principal, ends: { seconds: PERSON_SESSION }, once };
  answerSession(context, ports, await openOnce(session, refuse, ports));
}

async function byTicket(context: Context, ports: SignInPorts): Promise<void> {
  refuseForeignPage(context, ports);
  const { ticket } = await readJson(context);
  const refuse = () =>
    new SignInRefused({ reason: 'link-not-open', detail: 'the link was used or has expired' });
  // A link of somebody who has signed out since lets nobody in.
  const from = typeof ticket === 'string' ? await sessionOfTicket(ticket, ports) : undefined;
  if (typeof ticket !== 'string' || from === undefined) throw refuse();
  // The same session in another place: whoever holds a stolen one could otherwise renew it for ever.
  const principal: Principal = JSON.parse(from.principal);
  const ends = { at: from.expiresAt };
  const parent = from.tokenHash;
  const session = { principal, ends, parent, once: { of: OF_ALL, id: ticketName(ticket) } };
  answerSession(context, ports, await openOnce(session, refuse, ports));
}

/** RFC 6749 §4.4 with the client authentication of RFC 7523 §2.2. */
async function byAssertion(context: Context, ports: SignInPorts): Promise<void> {
  requireMediaType(context, 'application/x-www-form-urlencoded');
  const body = await readBody(context, FORM_LIMIT);
  const form = new URLSearchParams(Buffer.from(body).toString('utf8'));
  if (form.get('grant_type') !== 'client_credentials') {
    throw assertionRefused('grant_type must be client_credentials');
  }
  if (form.get('client_assertion_type') !== ASSERTION_TYPE) {
    throw assertionRefused(`client_assertion_type must be ${ASSERTION_TYPE}`);
  }
  const { principal, jti } = await checkAssertion(form.get('client_assertion') ?? '', {
    participant: (id) => ports.metadata.participant(id),
    now: ports.now,
    audience: () => `${ports.origin()}/v1/token`,
  });
  const known = { claimed: principal.participantId };
  const refuse = () => assertionRefused('jti was used before', { reason: 'assertion-used', known });
  const once = { of: principal.participantId, id: jti };
  const session = { principal, ends: { seconds: SYSTEM_SESSION }, once };
  const { token } = await openOnce(session, refuse, ports);
  context.body = { access_token: token, token_type: 'Bearer', expires_in: SYSTEM_SESSION };
}

/** What was shown is spent in the commit that opens the session: by whichever process, only one does. */
async function openOnce(
  session: NewSession,
  refuse: () => SignInRefused,
  ports: SignInPorts,
): Promise<OpenedSession> {
  try {
    return await openSession(session, ports);
  } catch (error) {
    throw error instanceof ConflictError && error.code === 'key-exists' ? refuse() : error;
  }
}

/** A page gets a cookie that no script can read; a program the token. */
function answerSession(context: Context, ports: SignInPorts, session: OpenedSession): void {
  const { token, expiresAt, principal } = session;
  const page = isFromPage(context);
  if (page) setSessionCookie(context, ports.origin(), token, new Date(expiresAt));
  context.status = 201;
  context.body = {
    ...(page ? {} : { token }),
    participantId: principal.participantId,
    kind: principal.kind,
    expiresAt,
  };
}

/** Signing somebody in from a foreign page would put its user into the attacker's account. */
function refuseForeignPage(context: Context, ports: SignInPorts): void {
  if (isFromPage(context)) requireSameOrigin(context, ports.origin());
}

/** Browsers say where a POST comes from, and no script can unsay it (Fetch §3.2, §3.5). */
function isFromPage(context: Context): boolean {
  return context.get('origin') !== '' || context.get('sec-fetch-site') !== '';
}
