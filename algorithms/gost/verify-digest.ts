import type { WeierstrassPoint } from '@noble/curves/abstract/weierstrass.js';
import type { GostCurve } from './curves.ts';
import { fromBigEndian, fromLittleEndian } from './octets.ts';

/** A point that was checked: on the curve, in the subgroup of order q, not its zero. */
export interface GostPublicKey {
  readonly curve: GostCurve;
  readonly point: WeierstrassPoint<bigint>;
  /** Whether tables were asked for: the key verifies often enough to pay for them. */
  readonly hasTables: boolean;
}

/**
 * GOST R 34.10-2012 §6.2. The signature is s ‖ r (RFC 4490 §3, RFC 9215 §3): each half as long as a
 * coordinate, the most significant octet first. The digest is a number with its first octet least.
 */
export function verifyDigest(
  key: GostPublicKey,
  digest: Uint8Array,
  signature: Uint8Array,
): boolean {
  const { curve, point } = key;
  const { q, octets, Point } = curve;
  if (signature.length !== 2 * octets || digest.length !== octets) return false;
  const s = fromBigEndian(signature.subarray(0, octets));
  const r = fromBigEndian(signature.subarray(octets));
  if (r <= 0n || r >= q || s <= 0n || s >= q) return false; // step 1
  const v = Point.Fn.inv(digestNumber(digest, q)); // step 4
  const z1 = Point.Fn.mul(s, v); // step 5
  const z2 = Point.Fn.neg(Point.Fn.mul(r, v));
  const c = key.hasTables
    ? Point.BASE.multiplyUnsafe(z1).add(point.multiplyUnsafe(z2))
    : Point.BASE.mulAddUnsafe(z1, point, z2); // step 6
  return !c.is0() && c.toAffine().x % q === r; // step 7
}

/** §6.1 step 2, §6.2 step 3: e = α mod q, and 1 where that is 0. */
export function digestNumber(digest: Uint8Array, q: bigint): bigint {
  const e = fromLittleEndian(digest) % q;
  return e === 0n ? 1n : e;
}
