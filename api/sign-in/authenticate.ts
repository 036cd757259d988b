import type { Context, Middleware, Session } from '../http/context.ts';
import { RequestError } from '../problems/request-error.ts';
import { liveSession, type SessionPorts } from './sessions.ts';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

export interface AuthenticatePorts extends SessionPorts {
  readonly origin: () => string;
}

/** Finds the session of a bearer token or cookie; a request without one goes no further. */
export function authenticate(ports: AuthenticatePorts): Middleware {
  return async (context, next) => {
    const session = await sessionOf(context, ports);
    if (session === undefined) throw unauthenticated();
    if (session.carrier === 'cookie') requireSameOrigin(context, ports.origin());
    context.state.session = session;
    await next();
  };
}

export function sessionIn(context: Context): Session {
  if (context.state.session === undefined) throw unauthenticated();
  return context.state.session;
}

async function sessionOf(context: Context, ports: AuthenticatePorts): Promise<Session | undefined> {
  const bearer = /^Bearer ([\w-]{43})$/i.exec(context.get('authorization'))?.[1];
  const cookie = context.cookies.get(cookieName(ports.origin()));
  const token = bearer ?? cookie;
  if (token === undefined) return undefined;
  const live = await liveSession(token, ports);
  return live && { ...live, carrier: bearer === undefined ? 'cookie' : 'bearer' };
}

/**
 * A browser sends the cookie with requests that other pages cause; SameSite=Strict stops most, and the
 * Origin header the rest (sister subdomains are the same site). Neither can be set by a script.
 */
export function requireSameOrigin(context: Context, origin: string): void {
  if (SAFE_METHODS.has(context.method)) return;
  const claimed = context.get('origin');
  const same =
    claimed === '' ? context.get('sec-fetch-site') === 'same-origin' : claimed === origin;
  if (!same)
    throw new RequestError('foreign-origin', 'the request does not come from our own page');
}

/** The prefix binds the cookie to this host, the root path and https (RFC 6265bis §4.1.3.2). */
export function cookieName(origin: string): string {
  return origin.startsWith('https:') ? '__Host-okno' : 'okno';
}

export function setSessionCookie(context: Context, origin: string, token: string, expires: Date) {
  const secure = origin.startsWith('https:');
  // TLS ends at the proxy in front: the origin that users see decides, not our own socket.
  context.cookies.secure = secure;
  context.cookies.set(cookieName(origin), token, {
    httpOnly: true,
    sameSite: 'strict',
    secure,
    path: '/',
    overwrite: true,
    expires,
  });
}

function unauthenticated(): RequestError {
  return new RequestError('unauthenticated', 'no live session', {
    headers: { 'WWW-Authenticate': 'Bearer' },
  });
}
