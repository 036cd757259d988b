import { createHash } from 'node:crypto';
import type { SessionRecord } from '../../vault/ports/metadata.ts';
import { type LiveSession, openRecord, type SessionPorts } from './sessions.ts';

/** Milliseconds for which a one-time link works. */
export const TICKET_LIFETIME = 60 * 60 * 1000;

/** A one-time link: a live session hands itself over to a browser. */
export interface NewTicket {
  /** Shown once, stored nowhere. */
  readonly ticket: string;
  readonly expiresAt: string;
  /** To be committed before anybody holds the link. */
  readonly record: SessionRecord;
}

/** The link never outlives the session. */
export function newTicket(
  session: LiveSession,
  ports: Pick<SessionPorts, 'now' | 'randomBytes'>,
): NewTicket {
  const ticket = Buffer.from(ports.randomBytes(32)).toString('base64url');
  const until = Math.min(ports.now().getTime() + TICKET_LIFETIME, Date.parse(session.expiresAt));
  const expiresAt = new Date(until).toISOString();
  const principal = JSON.stringify({ from: session.tokenHash });
  return { ticket, expiresAt, record: { tokenHash: ticketName(ticket), principal, expiresAt } };
}

/** The session that the link leads to, while that session lives; undefined: it leads nowhere. */
export async function sessionOfTicket(
  ticket: string,
  { metadata, now }: Pick<SessionPorts, 'metadata' | 'now'>,
): Promise<SessionRecord | undefined> {
  const moment = now().toISOString();
  const record = await metadata.session(ticketName(ticket));
  if (record === undefined || record.expiresAt <= moment) return undefined;
  const { from } = JSON.parse(record.principal) as { readonly from: string };
  return openRecord(from, { metadata, now });
}

/** Kept among the sessions under a name that is the hash of no token: a ticket opens nothing by itself. */
export function ticketName(ticket: string): string {
  return `ticket ${createHash('sha256').update(ticket).digest('hex')}`;
}
