import { createHash } from 'node:crypto';
import type { LiveSession } from './sessions.ts';

/** Milliseconds for which a one-time link works. */
export const TICKET_LIFETIME = 60 * 60 * 1000;
/** Open tickets of one participant; a new one beyond it drops the eldest. */
const TICKETS_EACH = 10;

/**
 * One-time links: a live session hands itself over to a browser. Kept in memory by their hashes, taken
 * once, gone with the process.
 */
export interface Tickets {
  /** The link never outlives the session. */
  issue(session: LiveSession): { ticket: string; expiresAt: string };
  /** The session that handed itself over, as it was then. */
  take(ticket: string): LiveSession | undefined;
}

export function ticketDesk(ports: { now(): Date; randomBytes(size: number): Uint8Array }): Tickets {
  const open = new Map<string, OpenTicket>();
  return {
    issue(session) {
      const now = ports.now().getTime();
      dropOld(open, session.principal.participantId, now);
      const ticket = Buffer.from(ports.randomBytes(32)).toString('base64url');
      const until = Math.min(now + TICKET_LIFETIME, Date.parse(session.expiresAt));
      open.set(hashOf(ticket), { session, until });
      return { ticket, expiresAt: new Date(until).toISOString() };
    },
    take(ticket) {
      const hash = hashOf(ticket);
      const found = open.get(hash);
      open.delete(hash);
      return found !== undefined && found.until > ports.now().getTime() ? found.session : undefined;
    },
  };
}

interface OpenTicket {
  readonly session: LiveSession;
  /** Milliseconds. */
  readonly until: number;
}

function dropOld(open: Map<string, OpenTicket>, participantId: string, now: number): void {
  for (const [hash, { until }] of open) if (until <= now) open.delete(hash);
  const own = [...open].filter(
    ([, { session }]) => session.principal.participantId === participantId,
  );
  for (const [hash] of own.slice(0, Math.max(0, own.length - TICKETS_EACH + 1))) open.delete(hash);
}

function hashOf(ticket: string): string {
  return createHash('sha256').update(ticket).digest('base64');
}
