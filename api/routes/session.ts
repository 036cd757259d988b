import type Router from '@koa/router';
import { FieldReader } from '../../vault/field-reader.ts';
import type { Principal } from '../../vault/model/participant.ts';
import type { Context, Middleware, RequestState } from '../http/context.ts';
import { readJson } from '../http/read-body.ts';
import { sessionIn, setSessionCookie } from '../sign-in/authenticate.ts';
import { actUnder, endSession, type SessionPorts, sessionEntry } from '../sign-in/sessions.ts';
import { newTicket } from '../sign-in/tickets.ts';

export interface SessionRoutePorts extends SessionPorts {
  readonly authenticated: Middleware;
  readonly origin: () => string;
}

export function sessionRoutes(router: Router<RequestState>, ports: SessionRoutePorts): void {
  router.get('/v1/session', ports.authenticated, (context) => show(context, ports));
  router.delete('/v1/session', ports.authenticated, (context) => end(context, ports));
  router.put('/v1/session/acting', ports.authenticated, async (context) => {
    const { delegation } = await readJson(context);
    const fields = new FieldReader({ delegation });
    const id = fields.text('delegation', 100);
    fields.finish();
    await act(context, id, ports);
  });
  router.delete('/v1/session/acting', ports.authenticated, (context) =>
    act(context, undefined, ports),
  );
  router.post('/v1/session/tickets', ports.authenticated, (context) => handOver(context, ports));
}

/** Para. 32: from here on the session acts in the account of who gave the delegation, or in its own again. */
async function act(
  context: Context,
  delegation: string | undefined,
  ports: SessionRoutePorts,
): Promise<void> {
  await actUnder(sessionIn(context), delegation, ports);
  context.status = 204;
}

async function show(context: Context, ports: SessionRoutePorts): Promise<void> {
  const { principal, own, expiresAt } = sessionIn(context);
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
    ...(await actingAnswer(principal, own, ports)),
    expiresAt,
  };
}

/** Whose session it is, where it acts for another, and what it may do there. */
async function actingAnswer(
  { delegate }: Principal,
  { participantId: id }: Principal,
  { metadata }: SessionRoutePorts,
) {
  if (delegate === undefined) return {};
  const { delegation, actions, categories } = delegate;
  const name = (await metadata.participant(id))?.name ?? id;
  return { acting: { delegation, participant: { id, name }, actions, categories } };
}

async function end(context: Context, ports: SessionRoutePorts): Promise<void> {
  const { own, tokenHash } = sessionIn(context);
  await endSession({ principal: own, tokenHash }, ports);
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
