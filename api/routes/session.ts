import { FieldReader } from '../../vault/field-reader.ts';
import type { Principal } from '../../vault/model/participant.ts';
import type { Context } from '../http/context.ts';
import { readJson } from '../http/read-body.ts';
import type { Routes } from '../journalling/journalled-routes.ts';
import { sessionIn, setSessionCookie } from '../sign-in/authenticate.ts';
import { actUnder, endSession, type SessionPorts, sessionEntry } from '../sign-in/sessions.ts';
import { newTicket } from '../sign-in/tickets.ts';

export interface SessionRoutePorts extends SessionPorts {
  readonly origin: () => string;
}

export function sessionRoutes(routes: Routes<SessionRoutePorts>): void {
  routes.user('GET', '/v1/session', { action: 'session.read' }, show);
  routes.user('DELETE', '/v1/session', { action: 'session.closed' }, end);
  const acting = { action: 'session.acting' } as const;
  routes.user('PUT', '/v1/session/acting', acting, async (context, ports) => {
    const { delegation } = await readJson(context);
    const fields = new FieldReader({ delegation });
    const id = fields.text('delegation', 100);
    fields.finish();
    await act(context, id, ports);
  });
  routes.user('DELETE', '/v1/session/acting', acting, (context, ports) =>
    act(context, undefined, ports),
  );
  routes.user('POST', '/v1/session/tickets', { action: 'session.link-issued' }, handOver);
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
