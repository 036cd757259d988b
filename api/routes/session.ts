import type Router from '@koa/router';
import type { Context, Middleware, RequestState } from '../http/context.ts';
import { sessionIn, setSessionCookie } from '../sign-in/authenticate.ts';
import { endSession, type SessionPorts, sessionEntry } from '../sign-in/sessions.ts';
import { newTicket } from '../sign-in/tickets.ts';

export interface SessionRoutePorts extends SessionPorts {
  readonly authenticated: Middleware;
  readonly origin: () => string;
}

export function sessionRoutes(router: Router<RequestState>, ports: SessionRoutePorts): void {
  router.get('/v1/session', ports.authenticated, (context) => show(context, ports));
  router.delete('/v1/session', ports.authenticated, (context) => end(context, ports));
  router.post('/v1/session/tickets', ports.authenticated, (context) => handOver(context, ports));
}

async function show(context: Context, ports: SessionRoutePorts): Promise<void> {
  const { principal, expiresAt } = sessionIn(context);
  const participant = await ports.metadata.participant(principal.participantId);
  context.body = {
    participant: {
      id: principal.participantId,
      kind: principal.kind,
      state: principal.state,
      ...(participant === undefined ? {} : { name: participant.name }),
    },
    ...(principal.person === undefined ? {} : { person: principal.person }),
    authentication: principal.authentication,
    expiresAt,
  };
}

async function end(context: Context, ports: SessionRoutePorts): Promise<void> {
  await endSession(sessionIn(context), ports);
  setSessionCookie(context, ports.origin(), '', new Date(0));
  context.status = 204;
}

/** A one-time link to the page: what follows `#` is sent to no server, and so lies in no log. */
async function handOver(context: Context, ports: SessionRoutePorts): Promise<void> {
  const session = sessionIn(context);
  const { ticket, expiresAt, record } = newTicket(session, ports);
  // Para. 13 (з): in the journal before anybody holds the link.
  await ports.metadata.commit({
    sessions: [record],
    entries: [sessionEntry('session.link-issued', session.principal, { expiresAt }, ports)],
  });
  context.status = 201;
  context.body = { link: `${ports.origin()}/#ticket=${ticket}`, expiresAt };
}
