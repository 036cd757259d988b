/**
 * The S-box of GOST R 34.11-94 as CryptoPro uses it, id-GostR3411-94-CryptoProParamSet: RFC 4357 §11.2.
 * Row i substitutes the i-th group of four bits, the least significant first.
 */
const ROWS: readonly string[] = [
  'a4568137dce092bf',
  '5f402db91763cea8',
  '7fce94103b526a8d',
  '4a7c0f28e165db93',
  '764b9c2a180efd35',
  '7624d9f0a15b8ec3',
  'de41705a3c8f629b',
  '13a95b4f867ed02c',
];

/** For each octet of the argument: both substitutions, shifted into place and rotated left by 11. */
const TABLES: readonly Int32Array[] = [0, 1, 2, 3].map((octet) =>
  Int32Array.from({ length: 256 }, (_, value) => {
    const low = nibble(2 * octet, value & 15);
    const high = nibble(2 * octet + 1, value >>> 4);
    const word = ((high << 4) | low) << (8 * octet);
    return (word << 11) | (word >>> 21);
  }),
);

function nibble(row: number, column: number): number {
  return Number.parseInt(ROWS[row]?.[column] ?? '', 16);
}

function round(value: number): number {
  let sum = 0;
  for (const [octet, table] of TABLES.entries()) {
    sum ^= table[(value >>> (8 * octet)) & 0xff] ?? 0;
  }
  return sum;
}

/** GOST 28147-89 §2 (simple substitution) of the two words at `at`, in place; `key` has eight words. */
export function encrypt(key: Int32Array, words: Int32Array, at: number): void {
  let a = words[at] ?? 0;
  let b = words[at + 1] ?? 0;
  for (let step = 0; step < 32; step += 2) {
    // The words of the key in order three times, then once backwards.
    const [first, second] = step < 24 ? [step & 7, (step & 7) + 1] : [31 - step, 30 - step];
    b ^= round((a + (key[first] ?? 0)) | 0);
    a ^= round((b + (key[second] ?? 0)) | 0);
  }
  words[at] = b;
  words[at + 1] = a;
}
