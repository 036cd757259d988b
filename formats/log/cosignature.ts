// C2SP tlog-cosignature: a cosigner says when it saw a checkpoint as the largest of its log. Two types, by the key.
import { FormatError } from '../format-error.ts';
import type { Checkpoint } from './checkpoint.ts';
import { HASH_SIZE } from './tree.ts';

const TIMESTAMP_SIZE = 8;
const ED25519_SIZE = 64;
const ML_DSA_44_SIZE = 2420;
/** `opaque cosigner_name<1..2^8-1>`, and the origin the same. */
const NAME_LIMIT = 255;

/** `timestamped_signature`: big-endian POSIX seconds, then the signature. */
export interface Cosignature {
  /** Seconds since 1970, at most 2^53 − 1. Of ML-DSA-44 only, 0 says nothing about when. */
  readonly seconds: number;
  readonly signature: Uint8Array;
}

/** What an Ed25519 cosigner signs: header, time and the whole note body, its final newline included. */
export function cosignatureMessage(seconds: number, noteText: string): Uint8Array {
  checkSeconds(seconds);
  return new TextEncoder().encode(`cosignature/v1\ntime ${seconds}\n${noteText}`);
}

/** What an ML-DSA-44 cosigner signs, `cosigned_message` over the whole tree: it names the cosigner too. */
export function cosignedMessage({
  cosigner,
  seconds,
  checkpoint: { origin, size, root },
}: {
  readonly cosigner: string;
  readonly seconds: number;
  readonly checkpoint: Checkpoint;
}): Uint8Array {
  checkSeconds(seconds);
  if (root.length !== HASH_SIZE) throw new RangeError('root is not 32 octets');
  const uint64 = (value: number) => {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(value));
    return bytes;
  };
  const parts = [
    new TextEncoder().encode('subtree/v1\n\0'),
    named(cosigner),
    uint64(seconds),
    named(origin),
    uint64(0), // start: "If signing a checkpoint, it MUST be zero."
    uint64(size), // end
    root,
  ];
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

function named(name: string): Uint8Array {
  const bytes = new TextEncoder().encode(name);
  if (bytes.length === 0 || bytes.length > NAME_LIMIT) {
    throw new RangeError(`a name of ${bytes.length} octets cannot be cosigned, 1 to 255 can`);
  }
  return Uint8Array.from([bytes.length, ...bytes]);
}

function checkSeconds(seconds: number): void {
  if (!Number.isSafeInteger(seconds) || seconds < 0) throw new RangeError(`no time: ${seconds}`);
}

export function encodeCosignature({ seconds, signature }: Cosignature): Uint8Array {
  const bytes = new Uint8Array(TIMESTAMP_SIZE + signature.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(seconds));
  bytes.set(signature, TIMESTAMP_SIZE);
  return bytes;
}

const SIZES = { ed25519: ED25519_SIZE, 'ml-dsa-44': ML_DSA_44_SIZE } as const;
export type CosignatureAlgorithm = keyof typeof SIZES;

/** Nothing is verified by it. Throws FormatError. */
export function parseCosignature(bytes: Uint8Array, algorithm: CosignatureAlgorithm): Cosignature {
  const fail = (code: 'malformed' | 'limit', reason: string) =>
    new FormatError(code, { format: 'cosignature', reason });
  const size = TIMESTAMP_SIZE + SIZES[algorithm];
  if (bytes.length !== size) throw fail('malformed', `not ${size} octets`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const seconds = view.getBigUint64(0);
  // A Date ends at 8.64e12 seconds; no clock of a witness is later.
  if (seconds > 8_640_000_000_000n) throw fail('limit', 'time out of range');
  return { seconds: Number(seconds), signature: bytes.slice(TIMESTAMP_SIZE) };
}
