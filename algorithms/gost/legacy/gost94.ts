import type { DigestStream } from '../../provider.ts';
import { encrypt } from './gost28147.ts';

const BLOCK = 32;
const WORDS = 8;

/** GOST R 34.11-94 over pieces (RFC 5831), with the S-box of CryptoPro and the initial value zero. */
export function startGost94(): DigestStream {
  const h = new Uint8Array(BLOCK);
  const sum = new Uint8Array(BLOCK);
  const rest = new Uint8Array(BLOCK);
  let held = 0;
  let octets = 0;
  const block = (bytes: Uint8Array) => {
    step(h, bytes);
    add(sum, bytes);
  };
  return {
    update(piece) {
      octets += piece.length;
      let at = 0;
      while (at < piece.length) {
        const taken = Math.min(BLOCK - held, piece.length - at);
        rest.set(piece.subarray(at, at + taken), held);
        held += taken;
        at += taken;
        if (held < BLOCK) continue;
        block(rest);
        held = 0;
      }
    },
    finish() {
      if (held > 0) block(rest.fill(0, held)); // RFC 5831 §8: the last block is padded with zeros
      const length = new Uint8Array(BLOCK);
      new DataView(length.buffer).setBigUint64(0, 8n * BigInt(octets), true);
      step(h, length);
      step(h, sum);
      return h.slice();
    },
  };
}

/** Σ + m modulo 2^256. */
function add(sum: Uint8Array, block: Uint8Array): void {
  let carry = 0;
  for (const [index, octet] of block.entries()) {
    carry += (sum[index] ?? 0) + octet;
    sum[index] = carry;
    carry >>>= 8;
  }
}

/** RFC 5831 §5.2, C₃ with the least significant octet first; C₂ and C₄ are zero. */
const C3 = Uint8Array.from([
  0x00, 0xff, 0x00, 0xff, 0x00, 0xff, 0x00, 0xff, 0xff, 0x00, 0xff, 0x00, 0xff, 0x00, 0xff, 0x00,
  0x00, 0xff, 0xff, 0x00, 0xff, 0x00, 0x00, 0xff, 0xff, 0x00, 0x00, 0x00, 0xff, 0xff, 0x00, 0xff,
]);

/** RFC 5831 §5: h ← χ(m, h). */
function step(h: Uint8Array, m: Uint8Array): void {
  const s = words(h);
  for (const [index, key] of keys(h, m).entries()) encrypt(key, s, 2 * index);
  // §5.3: ψ^61(h ⊕ ψ(m ⊕ ψ^12(s))).
  const mixed = xor(h, psi(xor(m, psi(octetsOf(s), 12)), 1));
  h.set(psi(mixed, 61));
}

/** §5.1: four keys of eight words. */
function keys(h: Uint8Array, m: Uint8Array): readonly Int32Array[] {
  let u: Uint8Array = h;
  let v: Uint8Array = m;
  const result = [permuted(xor(u, v))];
  for (let index = 1; index < 4; index += 1) {
    u = shifted(u);
    if (index === 2) u = xor(u, C3);
    v = shifted(shifted(v));
    result.push(permuted(xor(u, v)));
  }
  return result;
}

/** A: the lowest 64-bit word goes to the top, added to the one above it. */
function shifted(y: Uint8Array): Uint8Array {
  const result = new Uint8Array(BLOCK);
  result.set(y.subarray(8));
  for (let index = 0; index < 8; index += 1) {
    result[24 + index] = (y[index] ?? 0) ^ (y[8 + index] ?? 0);
  }
  return result;
}

/** P: octet 8i + k goes to i + 4k. */
function permuted(y: Uint8Array): Int32Array {
  const result = new Uint8Array(BLOCK);
  for (const [index, octet] of y.entries()) result[(index >>> 3) + 4 * (index & 7)] = octet;
  return words(result);
}

/** ψ applied `times`: 16-bit words move down by one, and a sum of six comes in at the top. */
function psi(y: Uint8Array, times: number): Uint8Array {
  const w = Array.from(
    { length: 16 },
    (_, index) => (y[2 * index] ?? 0) | ((y[2 * index + 1] ?? 0) << 8),
  );
  for (let time = 0; time < times; time += 1) {
    const next = [0, 1, 2, 3, 12, 15].reduce((sum, index) => sum ^ (w[index] ?? 0), 0);
    w.shift();
    w.push(next);
  }
  return Uint8Array.from(w.flatMap((word) => [word & 0xff, word >>> 8]));
}

function xor(a: Uint8Array, b: Uint8Array): Uint8Array {
  return a.map((octet, index) => octet ^ (b[index] ?? 0));
}

function words(octets: Uint8Array): Int32Array {
  const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
  return Int32Array.from({ length: WORDS }, (_, index) => view.getInt32(4 * index, true));
}

function octetsOf(values: Int32Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(BLOCK));
  for (const [index, value] of values.entries()) view.setInt32(4 * index, value, true);
  return new Uint8Array(view.buffer);
}
