import { createHash } from 'node:crypto';
import { actionEntry } from '../../vault/access/action-entry.ts';
import { requireAccess } from '../../vault/access/require-access.ts';
import { actingFor, isInForce } from '../../vault/delegations/act-for.ts';
import type { JournalAction, PendingEntry } from '../../vault/model/journal.ts';
import type { Principal } from '../../vault/model/participant.ts';
import type { IdempotencyRecord, Metadata, SessionRecord } from '../../vault/ports/metadata.ts';

export interface SessionPorts {
  readonly metadata: Metadata;
  readonly now: () => Date;
  readonly newId: () => string;
  readonly randomBytes: (size: number) => Uint8Array;
}

export interface OpenedSession {
  /** 256 random bits, base64url: shown once, stored nowhere. */
  readonly token: string;
  readonly expiresAt: string;
  readonly principal: Principal;
}

export interface NewSession {
  readonly principal: Principal;
  /** Its life, or the moment (ISO 8601) at which it ends. */
  readonly ends: { readonly seconds: number } | { readonly at: string };
  /** Hash of the session that handed itself over: this one ends with it. */
  readonly parent?: string;
  /** What was shown to get in and may be shown once only, across restarts and processes. */
  readonly once?: Once;
}

export interface Once {
  /** Among whose `id` is one of its kind: a participant, or all of them. */
  readonly of: string;
  readonly id: string;
}

/** Whoever shows it; no participant has this id. */
export const OF_ALL = 'sign-in';

/** Opens a session and journals it in one commit. Rejects with ConflictError `key-exists`. */
export async function openSession(
  { principal, ends, parent, once }: NewSession,
  ports: SessionPorts,
): Promise<OpenedSession> {
  const token = Buffer.from(ports.randomBytes(32)).toString('base64url');
  const expiresAt =
    'at' in ends ? ends.at : new Date(ports.now().getTime() + ends.seconds * 1000).toISOString();
  const stored: StoredPrincipal = { ...principal, ...(parent === undefined ? {} : { parent }) };
  await ports.metadata.commit({
    sessions: [{ tokenHash: tokenHash(token), principal: JSON.stringify(stored), expiresAt }],
    entries: [sessionEntry('session.opened', principal, { expiresAt }, ports)],
    ...(once === undefined ? {} : { idempotency: onceRecord(once) }),
  });
  return { token, expiresAt, principal };
}

/** The space keeps it apart from every key that a client may send in Idempotency-Key. */
function onceRecord({ of, id }: Once): IdempotencyRecord {
  return { participantId: of, key: `once ${id}`, fingerprint: tokenHash(id), outcome: '{}' };
}

/** Ends a session at once and journals it (para. 13 (з)): its record stays, expired. */
export async function endSession(
  session: { tokenHash: string; principal: Principal },
  ports: SessionPorts,
): Promise<void> {
  const { tokenHash: hash, principal } = session;
  const expiresAt = ports.now().toISOString();
  await ports.metadata.commit({
    sessions: [{ tokenHash: hash, principal: JSON.stringify(principal), expiresAt }],
    entries: [sessionEntry('session.closed', principal, {}, ports)],
  });
}

export interface LiveSession {
  /** In whose account the session acts. */
  readonly principal: Principal;
  /** Whose session it is: the same, unless it acts for another. */
  readonly own: Principal;
  readonly tokenHash: string;
  readonly expiresAt: string;
  /** As it was read: what changes it changes this, and no session that has ended meanwhile. */
  readonly record: SessionRecord;
}

/** The live session of a token. The participant's state is read anew: suspension works at once. */
export async function liveSession(
  token: string,
  ports: SessionPorts,
): Promise<LiveSession | undefined> {
  const hash = tokenHash(token);
  const record = await openRecord(hash, ports);
  if (record === undefined) return undefined;
  const { acting, parent: _parent, ...stored }: StoredPrincipal = JSON.parse(record.principal);
  const participant = await ports.metadata.participant(stored.participantId);
  if (participant === undefined) return undefined;
  const { kind, state, bankNumber } = participant;
  const bank = bankNumber === undefined ? {} : { bankNumber };
  const own = { ...stored, kind, state, ...bank };
  const now = ports.now();
  const principal =
    acting === undefined ? own : await actingFor(own, acting, { metadata: ports.metadata, now });
  return principal && { principal, own, tokenHash: hash, expiresAt: record.expiresAt, record };
}

/** The record of a session that has not ended, nor has the one that it was opened from by a link. */
export async function openRecord(
  hash: string,
  ports: Pick<SessionPorts, 'metadata' | 'now'>,
): Promise<SessionRecord | undefined> {
  const record = await ports.metadata.session(hash);
  if (record === undefined || record.expiresAt <= ports.now().toISOString()) return undefined;
  const { parent }: StoredPrincipal = JSON.parse(record.principal);
  if (parent === undefined) return record;
  return (await openRecord(parent, ports)) && record;
}

/** What a session keeps: its own participant, the delegation under which it acts, and where it comes from. */
type StoredPrincipal = Principal & { readonly acting?: string; readonly parent?: string };

/**
 * Lets a session act in the account of who gave the delegation, from now on; absent: in its own again. Journalled.
 * Rejects with VaultError `denied`, `not-found`; ConflictError `stale` when the session was changed or ended meanwhile.
 */
export async function actUnder(
  { own, record }: LiveSession,
  acting: string | undefined,
  ports: SessionPorts,
): Promise<void> {
  if (acting !== undefined) await requireDelegation(own, acting, ports);
  const { acting: _before, ...kept }: StoredPrincipal = JSON.parse(record.principal);
  const stored: StoredPrincipal = { ...kept, ...(acting === undefined ? {} : { acting }) };
  const after = { ...record, principal: JSON.stringify(stored) };
  const content = acting === undefined ? {} : { delegation: acting };
  await ports.metadata.commit({
    sessionChanges: [{ before: record, after }],
    entries: [sessionEntry('session.acting', own, content, ports)],
  });
}

async function requireDelegation(
  principal: Principal,
  id: string,
  ports: SessionPorts,
): Promise<void> {
  const delegation = await ports.metadata.delegation(id);
  const object = delegation && {
    kind: 'delegation' as const,
    delegation,
    inForce: isInForce(delegation, ports.now()),
  };
  const asked = { delegation: id };
  const action = 'delegation.use';
  await requireAccess({ principal, action, what: 'delegation', object, asked }, ports);
}

export function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** A journal entry about a session (Decree 65, para. 13 (з): who entered, when, how). */
export function sessionEntry(
  action: JournalAction,
  principal: Principal,
  content: PendingEntry['content'],
  ports: { newId(): string },
): PendingEntry {
  return actionEntry({ id: ports.newId(), action, principal, paragraph: 'D65-21', content });
}
