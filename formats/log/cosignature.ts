// C2SP tlog-cosignature v1 with Ed25519: a witness says when it saw a checkpoint as the largest of its log.
import { FormatError } from '../format-error.ts';

const TIMESTAMP_SIZE = 8;
const ED25519_SIZE = 64;

/** `timestamped_signature`: big-endian POSIX seconds, then the signature. */
export interface Cosignature {
  /** Seconds since 1970, at most 2^53 − 1. */
  readonly seconds: number;
  readonly signature: Uint8Array;
}

/** What a witness signs: header, time and the whole note body, its final newline included. */
export function cosignatureMessage(seconds: number, noteText: string): Uint8Array {
  if (!Number.isSafeInteger(seconds) || seconds < 0) throw new RangeError(`no time: ${seconds}`);
  return new TextEncoder().encode(`cosignature/v1\ntime ${seconds}\n${noteText}`);
}

export function encodeCosignature({ seconds, signature }: Cosignature): Uint8Array {
  const bytes = new Uint8Array(TIMESTAMP_SIZE + signature.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(seconds));
  bytes.set(signature, TIMESTAMP_SIZE);
  return bytes;
}

/** Nothing is verified by it. Throws FormatError. */
export function parseCosignature(bytes: Uint8Array): Cosignature {
  const fail = (code: 'malformed' | 'limit', reason: string) =>
    new FormatError(code, { format: 'cosignature', reason });
  if (bytes.length !== TIMESTAMP_SIZE + ED25519_SIZE) throw fail('malformed', 'not 72 octets');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const seconds = view.getBigUint64(0);
  // A Date ends at 8.64e12 seconds; no clock of a witness is later.
  if (seconds > 8_640_000_000_000n) throw fail('limit', 'time out of range');
  return { seconds: Number(seconds), signature: bytes.slice(TIMESTAMP_SIZE) };
}
