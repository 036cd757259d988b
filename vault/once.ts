import { createHash } from 'node:crypto';
import { canonicalJson, type JsonValue } from '../formats/evidence/canonical-json.ts';
import { FieldReader } from './field-reader.ts';
import type { Changes, Metadata } from './ports/metadata.ts';
import { ConflictError } from './ports/storage-error.ts';
import { VaultError } from './vault-error.ts';

/** A request that counts once, however often it is sent. */
export interface OnceRequest {
  readonly participantId: string;
  readonly key: string;
  /** SHA-256, hex, of everything that was asked for. */
  readonly fingerprint: string;
}

interface OncePorts {
  readonly metadata: Pick<Metadata, 'commit' | 'idempotency'>;
}

/** What is to be committed, and what then came of the request: JSON, kept for ever. */
export interface Proposal<T> {
  readonly changes: Omit<Changes, 'idempotency'>;
  readonly outcome: T;
}

// Each try is lost to somebody else who committed meanwhile.
const MOST_TRIES = 100;

const KEY = /^[\x21-\x7e]{1,255}$/;

/** Throws VaultError `invalid` for a key that could not be told apart or stored. */
export function checkIdempotencyKey(key: string): void {
  const fields = new FieldReader({});
  if (!KEY.test(key)) fields.fault('idempotencyKey', 'malformed', '1 to 255 visible ASCII');
  fields.finish();
}

export function fingerprintOf(request: JsonValue): string {
  return createHash('sha256').update(canonicalJson(request)).digest('hex');
}

/**
 * What came of the same request before, whenever that was. Throws VaultError `idempotency-mismatch` when
 * the key was used for another request.
 */
export async function settledBefore<T>(
  { participantId, key, fingerprint }: OnceRequest,
  { metadata }: OncePorts,
): Promise<T | undefined> {
  const record = await metadata.idempotency(participantId, key);
  if (record === undefined) return undefined;
  if (record.fingerprint !== fingerprint) {
    throw new VaultError({ code: 'idempotency-mismatch', key });
  }
  return JSON.parse(record.outcome);
}

/**
 * Commits what `propose` gives together with the idempotency record, all or nothing. `propose` is asked
 * again, with the number of tries lost, when somebody else placed a version of that number first. Of two
 * equal requests at once one commits and the other gets its outcome.
 */
export async function commitOnce<T>(
  request: OnceRequest,
  ports: OncePorts,
  propose: (lost: number) => Proposal<T>,
): Promise<T> {
  for (let lost = 0; lost < MOST_TRIES; lost += 1) {
    const { changes, outcome } = propose(lost);
    const text = JSON.stringify(outcome);
    try {
      await ports.metadata.commit({ ...changes, idempotency: { ...request, outcome: text } });
      // As a repetition will read it: the answer is a function of the record alone.
      return JSON.parse(text);
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
      const settled = await settledBefore<T>(request, ports);
      if (settled !== undefined) return settled;
      if (error.code === 'stale') throw new VaultError({ code: 'stale', what: 'object' }, error);
      if (error.code !== 'version-exists') throw error;
    }
  }
  throw new VaultError({ code: 'stale', what: 'document' });
}
