import { FormatError } from '../../formats/format-error.ts';
import { systemEntry } from '../../vault/access/action-entry.ts';
import type { JsonValue } from '../../vault/model/journal.ts';
import type { Principal } from '../../vault/model/participant.ts';
import { RequestError } from '../problems/request-error.ts';
import { type SessionPorts, sessionEntry } from './sessions.ts';

/** Why nobody was let in, in words of ours: nothing that the client wrote goes into the journal. */
export type RefusalReason =
  | 'unreadable'
  | 'wrong-content-type'
  | 'not-one-signature'
  | 'not-our-challenge'
  | 'challenge-expired'
  | 'challenge-used'
  | 'signature-not-passed'
  | 'unknown-participant'
  | 'several-participants'
  | 'malformed-assertion'
  | 'unknown-client'
  | 'assertion-not-valid'
  | 'assertion-used'
  | 'link-not-open';

export interface Refusal {
  readonly reason: RefusalReason;
  /** For the client. */
  readonly detail: string;
  readonly facts?: Readonly<Record<string, unknown>>;
  /** Whoever proved a certificate and is still nobody here. */
  readonly principal?: Principal;
  /** What else is known for sure: codes of ours, ids of participants that exist. */
  readonly known?: Readonly<Record<string, JsonValue>>;
  readonly cause?: unknown;
}

/** Refused for what was shown, not for how it was asked. */
export class SignInRefused extends RequestError {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super('sign-in-refused', refusal.detail, {
      facts: refusal.facts ?? {},
      cause: refusal.cause,
    });
    this.refusal = refusal;
  }
}

export type SignInMeans = 'signed-challenge' | 'assertion' | 'link';

/**
 * Runs one attempt to sign in. A refusal is in the journal before it is told (para. 13 (з)); attempts over the
 * rate limit never come here, so that nobody can fill the journal by guessing.
 */
export async function journalRefusal<T>(
  means: SignInMeans,
  attempt: () => Promise<T>,
  ports: SessionPorts,
): Promise<T> {
  try {
    return await attempt();
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal === undefined) throw error;
    const { reason, principal, known } = refusal;
    const content = { means, reason, ...known };
    const facts = { id: ports.newId(), action: 'session.refused', paragraph: 'D65-21' } as const;
    const entry =
      principal === undefined
        ? systemEntry({ ...facts, content })
        : sessionEntry('session.refused', principal, content, ports);
    await ports.metadata.commit({ entries: [entry] });
    throw error;
  }
}

function refusalOf(error: unknown): Pick<Refusal, 'reason' | 'principal' | 'known'> | undefined {
  if (error instanceof SignInRefused) return error.refusal;
  return error instanceof FormatError ? { reason: 'unreadable' } : undefined;
}
