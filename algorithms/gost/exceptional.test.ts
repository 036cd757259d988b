// Where formulas for points or numbers have their exceptions.
import test from 'ava';
import { type GostCurve, PARAMETER_SETS } from './curves.ts';
import { toBigEndian, toLittleEndian } from './octets.ts';
import { signWithNonce } from './sign-digest.ts';
import { type GostPublicKey, verifyDigest } from './verify-digest.ts';

const CURVES: readonly GostCurve[] = [...new Set(PARAMETER_SETS.values())];

function keysOf(curve: GostCurve, d: bigint): readonly GostPublicKey[] {
  const point = curve.Point.BASE.multiply(d);
  const other = curve.Point.BASE.multiply(d).precompute(5);
  return [
    { curve, point, hasTables: false },
    { curve, point: other, hasTables: true },
  ];
}

function value({ octets }: GostCurve, s: bigint, r: bigint): Uint8Array {
  return Uint8Array.of(...toBigEndian(s, octets), ...toBigEndian(r, octets));
}

for (const curve of CURVES) {
  const { name, q, octets, Point } = curve;
  const digest = toLittleEndian(0x1234567n, octets);

  for (const [title, d] of [
    ['1: the key is the base point', 1n],
    ['2', 2n],
    ['q − 1: the key is the base point negated', q - 1n],
  ] as const) {
    test(`${name}, d = ${title}`, (t) => {
      // k near d, 1 and q makes the sum of two points one of the special cases.
      for (const k of [1n, 2n, 3n, q - 1n, q - 2n]) {
        const signature = signWithNonce({ curve, privateKey: d, digest }, k);
        if (signature === undefined) continue;
        for (const key of keysOf(curve, d)) {
          t.true(verifyDigest(key, digest, signature));
          t.false(verifyDigest(key, toLittleEndian(7n, octets), signature));
        }
      }
    });
  }

  test(`${name}, §6.2 step 6: C at infinity is no signature`, (t) => {
    const d = 0xabcdefn;
    for (const r of [1n, 5n, q - 1n]) {
      const signature = value(curve, Point.Fn.mul(r, d), r); // z₁P + z₂Q = O solely because s = r·d
      for (const key of keysOf(curve, d)) t.false(verifyDigest(key, digest, signature));
    }
  });

  test(`${name}, §6.2 step 3: a digest that is 0 modulo q counts as 1`, (t) => {
    const zero = new Uint8Array(octets);
    const one = toLittleEndian(1n, octets);
    const order = toLittleEndian(q, octets);
    const signature = signWithNonce({ curve, privateKey: 77n, digest: zero }, 99n);
    for (const key of keysOf(curve, 77n)) {
      for (const same of [zero, one, order]) {
        t.true(verifyDigest(key, same, signature ?? new Uint8Array()));
      }
      t.false(verifyDigest(key, toLittleEndian(2n, octets), signature ?? new Uint8Array()));
    }
  });

  test(`${name}, §6.1: where s is 0 another nonce is taken`, (t) => {
    // s = r·d + k·e = 0 for d = −k·e/r.
    const k = 1234567n;
    const e = 0x1234567n;
    const r = Point.BASE.multiply(k).toAffine().x % q;
    const d = Point.Fn.neg(Point.Fn.div(Point.Fn.mul(k, e), r));
    t.is(signWithNonce({ curve, privateKey: d, digest }, k), undefined);
  });

  test(`${name}: a digest of another length is no digest of this key`, (t) => {
    const signature = signWithNonce({ curve, privateKey: 77n, digest }, 99n) ?? new Uint8Array();
    for (const key of keysOf(curve, 77n)) {
      t.true(verifyDigest(key, digest, signature));
      t.false(verifyDigest(key, digest.subarray(0, -1), signature));
      t.false(verifyDigest(key, Uint8Array.of(...digest, 0), signature));
    }
  });
}
