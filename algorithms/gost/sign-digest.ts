import type { GostCurve } from './curves.ts';
import { fromBigEndian, toBigEndian } from './octets.ts';
import { hmacStreebog512 } from './streebog/hmac.ts';
import { digestNumber } from './verify-digest.ts';

export interface SignDigest {
  readonly curve: GostCurve;
  /** d, 0 < d < q. */
  readonly privateKey: bigint;
  readonly digest: Uint8Array;
  /** Fresh octets, 32 of them are asked for. */
  readonly random: (size: number) => Uint8Array;
}

/** GOST R 34.10-2012 §6.1: s ‖ r, as `verifyDigest` takes it. */
export function signDigest(request: SignDigest): Uint8Array {
  for (const k of nonces(request)) {
    const signature = signWithNonce(request, k);
    if (signature !== undefined) return signature;
  }
  throw new RangeError('no nonce gave a signature');
}

/** Steps 4 to 6 for one k; undefined where the standard says to take another. */
export function signWithNonce(
  { curve, privateKey, digest }: Omit<SignDigest, 'random'>,
  k: bigint,
): Uint8Array | undefined {
  const { q, octets, Point } = curve;
  const r = Point.BASE.multiply(k).toAffine().x % q; // step 4
  const e = digestNumber(digest, q);
  const s = Point.Fn.add(Point.Fn.mul(r, privateKey), Point.Fn.mul(k, e)); // step 5
  if (r === 0n || s === 0n) return undefined;
  const signature = new Uint8Array(2 * octets);
  signature.set(toBigEndian(s, octets));
  signature.set(toBigEndian(r, octets), octets);
  return signature;
}

/**
 * k by the generator of RFC 6979 §3.2 with §3.6: from the key, the digest and fresh octets. One repeated k
 * gives the key away, so that a broken source of randomness alone must not repeat it.
 */
function* nonces({ curve, privateKey, digest, random }: SignDigest): Generator<bigint> {
  const { q, octets } = curve;
  const seed = [
    toBigEndian(privateKey, octets),
    toBigEndian(digestNumber(digest, q), octets),
    random(32),
  ];
  let value: Uint8Array = new Uint8Array(64).fill(1);
  let key: Uint8Array = new Uint8Array(64);
  const step = (separator: number, more: readonly Uint8Array[]) => {
    key = hmacStreebog512(key, [value, Uint8Array.of(separator), ...more]);
    value = hmacStreebog512(key, [value]);
  };
  step(0, seed);
  step(1, seed);
  for (;;) {
    value = hmacStreebog512(key, [value]);
    const excess = BigInt(8 * octets - q.toString(2).length); // bits2int, §2.3.2
    const k = fromBigEndian(value.subarray(0, octets)) >> excess;
    if (k > 0n && k < q) yield k;
    step(0, []);
  }
}
