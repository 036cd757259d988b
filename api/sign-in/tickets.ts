import { createHash } from 'node:crypto';
import type { Principal } from '../../vault/model/participant.ts';

/** Milliseconds for which a one-time link works. */
export const TICKET_LIFETIME = 60 * 60 * 1000;
/** Open tickets of one participant; a new one beyond it drops the eldest. */
const TICKETS_EACH = 10;

/**
 * One-time links: a live session hands itself over to a browser. Kept in memory by their hashes, taken
 * once, gone with the process.
 */
export interface Tickets {
  issue(principal: Principal): { ticket: string; expiresAt: string };
  take(ticket: string): Principal | undefined;
}

export function ticketDesk(ports: { now(): Date; randomBytes(size: number): Uint8Array }): Tickets {
  const open = new Map<string, { principal: Principal; until: number }>();
  return {
    issue(principal) {
      dropOld(open, principal.participantId, ports.now().getTime());
      const ticket = Buffer.from(ports.randomBytes(32)).toString('base64url');
      const until = ports.now().getTime() + TICKET_LIFETIME;
      open.set(hashOf(ticket), { principal, until });
      return { ticket, expiresAt: new Date(until).toISOString() };
    },
    take(ticket) {
      const hash = hashOf(ticket);
      const found = open.get(hash);
      open.delete(hash);
      return found !== undefined && found.until > ports.now().getTime()
        ? found.principal
        : undefined;
    },
  };
}

function dropOld(
  open: Map<string, { principal: Principal; until: number }>,
  participantId: string,
  now: number,
): void {
  for (const [hash, { until }] of open) if (until <= now) open.delete(hash);
  const own = [...open].filter(([, { principal }]) => principal.participantId === participantId);
  for (const [hash] of own.slice(0, Math.max(0, own.length - TICKETS_EACH + 1))) open.delete(hash);
}

function hashOf(ticket: string): string {
  return createHash('sha256').update(ticket).digest('base64');
}
