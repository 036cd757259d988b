import { ITERATION_CONSTANTS, LINEAR_MATRIX, SUBSTITUTION } from './constants.ts';

/**
 * S, P and L of GOST R 34.11-2012 in one look-up each octet: entry 256·row + octet is what that octet,
 * in that row of the state, adds to a word of the result. A 64-bit word is two halves of 32 bits.
 */
export interface Tables {
  readonly low: Int32Array;
  readonly high: Int32Array;
}

export const LPS_TABLES: Tables = computeTables();

/** C₁ to C₁₂ as words of 32 bits, the least significant first, one after another. */
export const ITERATION_WORDS: Int32Array = Int32Array.from(
  ITERATION_CONSTANTS.flatMap((constant) => (constant.match(/.{8}/g) ?? []).toReversed()),
  (word) => Number.parseInt(word, 16) | 0,
);

function computeTables(): Tables {
  const low = new Int32Array(8 * 256);
  const high = new Int32Array(8 * 256);
  const rows = LINEAR_MATRIX.map((row) => ({
    high: Number.parseInt(row.slice(0, 8), 16),
    low: Number.parseInt(row.slice(8), 16),
  }));
  for (let at = 0; at < low.length; at += 1) {
    const octet = SUBSTITUTION[at & 0xff] ?? 0;
    // The first row of the matrix belongs to the most significant bit of the 64.
    for (const [index, row] of rows.slice(56 - 8 * (at >>> 8), 64 - 8 * (at >>> 8)).entries()) {
      if ((octet & (0x80 >>> index)) === 0) continue;
      low[at] = (low[at] ?? 0) ^ row.low;
      high[at] = (high[at] ?? 0) ^ row.high;
    }
  }
  return { low, high };
}
