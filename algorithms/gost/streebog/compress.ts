import { ITERATION_WORDS, LPS_TABLES } from './tables.ts';

/** Words of 32 bits in a state of 512; word 2i is the low half of the i-th 64-bit word. */
export const WORDS = 16;
const ROUNDS = 12;

export type Compress = (h: Int32Array, counter: Int32Array, message: Int32Array) => void;

/** GOST R 34.11-2012 §6: h ← g_N(h, m) = E(LPS(h ⊕ N), m) ⊕ h ⊕ m, with working memory of its own. */
export function compressor(): Compress {
  const key = new Int32Array(WORDS);
  const state = new Int32Array(WORDS);
  const nextKey = new Int32Array(WORDS);
  const nextState = new Int32Array(WORDS);
  return (h, counter, message) => {
    state.set(message);
    lpsx(key, h, counter, 0);
    // Two rounds at a time, to and fro, so that nothing is copied.
    for (let round = 0; round < ROUNDS; round += 2) {
      lpsx(nextState, state, key, 0);
      lpsx(nextKey, key, ITERATION_WORDS, round * WORDS);
      lpsx(state, nextState, nextKey, 0);
      lpsx(key, nextKey, ITERATION_WORDS, (round + 1) * WORDS);
    }
    for (let index = 0; index < WORDS; index += 1) {
      h[index] = word(h, index) ^ word(state, index) ^ word(key, index) ^ word(message, index);
    }
  };
}

const { low, high } = LPS_TABLES;

/**
 * out ← LPS(a ⊕ b), where b begins at `from` and `out` is neither. Word i of the result takes octet i of
 * each word of the argument, because P transposes octets. Written out: this is where the time goes.
 */
function lpsx(out: Int32Array, a: Int32Array, b: Int32Array, from: number): void {
  for (let half = 0; half < 2; half += 1) {
    const base = from + half;
    const x0 = word(a, half) ^ word(b, base);
    const x1 = word(a, half + 2) ^ word(b, base + 2);
    const x2 = word(a, half + 4) ^ word(b, base + 4);
    const x3 = word(a, half + 6) ^ word(b, base + 6);
    const x4 = word(a, half + 8) ^ word(b, base + 8);
    const x5 = word(a, half + 10) ^ word(b, base + 10);
    const x6 = word(a, half + 12) ^ word(b, base + 12);
    const x7 = word(a, half + 14) ^ word(b, base + 14);
    for (let shift = 0; shift < 32; shift += 8) {
      const i0 = (x0 >>> shift) & 0xff;
      const i1 = ((x1 >>> shift) & 0xff) | 0x100;
      const i2 = ((x2 >>> shift) & 0xff) | 0x200;
      const i3 = ((x3 >>> shift) & 0xff) | 0x300;
      const i4 = ((x4 >>> shift) & 0xff) | 0x400;
      const i5 = ((x5 >>> shift) & 0xff) | 0x500;
      const i6 = ((x6 >>> shift) & 0xff) | 0x600;
      const i7 = ((x7 >>> shift) & 0xff) | 0x700;
      const at = 8 * half + (shift >>> 2);
      const lows = word(low, i0) ^ word(low, i1) ^ word(low, i2) ^ word(low, i3);
      out[at] = lows ^ word(low, i4) ^ word(low, i5) ^ word(low, i6) ^ word(low, i7);
      const highs = word(high, i0) ^ word(high, i1) ^ word(high, i2) ^ word(high, i3);
      out[at + 1] = highs ^ word(high, i4) ^ word(high, i5) ^ word(high, i6) ^ word(high, i7);
    }
  }
}

function word(words: Int32Array, index: number): number {
  return words[index] ?? 0;
}
