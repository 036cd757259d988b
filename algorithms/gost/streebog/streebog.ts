import type { DigestStream } from '../../provider.ts';
import { compressor, WORDS } from './compress.ts';

const BLOCK = 64;

export type StreebogSize = 32 | 64;

/** GOST R 34.11-2012 at once; `size` in octets. */
export function streebog(size: StreebogSize, data: Uint8Array): Uint8Array {
  const stream = startStreebog(size);
  stream.update(data);
  return stream.finish();
}

/** GOST R 34.11-2012 §8 over pieces. The message may have up to 2^53 octets. */
export function startStreebog(size: StreebogSize): DigestStream {
  // §7: the initial value is zero for 512 bits and (00000001)^64 for 256.
  const h = new Int32Array(WORDS).fill(size === 64 ? 0 : 0x01010101);
  const sum = new Int32Array(WORDS);
  const counter = new Int32Array(WORDS);
  const message = new Int32Array(WORDS);
  const rest = new Uint8Array(BLOCK);
  const compress = compressor();
  let held = 0;
  let octets = 0;

  // §8 stage 2: h ← g_N(h, m), N ← N + 512, Σ ← Σ + m.
  const block = (bytes: Uint8Array, at: number, length: number) => {
    load(message, bytes, at);
    compress(h, counter, message);
    octets += length;
    setBits(counter, octets);
    add(sum, message);
  };
  return {
    update(piece) {
      let at = 0;
      if (held > 0) {
        at = Math.min(BLOCK - held, piece.length);
        rest.set(piece.subarray(0, at), held);
        held += at;
        if (held < BLOCK) return;
        block(rest, 0, BLOCK);
      }
      for (; at + BLOCK <= piece.length; at += BLOCK) block(piece, at, BLOCK);
      held = piece.length - at;
      rest.set(piece.subarray(at));
    },
    finish() {
      // §8 stage 3: the rest is padded with a one bit, which precedes it on the side of the high octets.
      rest.fill(0, held);
      rest[held] = 1;
      block(rest, 0, held);
      const zero = new Int32Array(WORDS);
      compress(h, zero, counter);
      compress(h, zero, sum);
      return store(h).subarray(BLOCK - size); // MSB_256: the high half
    },
  };
}

/** N, the number of bits so far, modulo 2^512; the low 64 bits are all that a message can reach. */
function setBits(counter: Int32Array, octets: number): void {
  counter[0] = (octets % 2 ** 29) << 3;
  counter[1] = Math.floor(octets / 2 ** 29);
}

/** Σ + m modulo 2^512. */
function add(sum: Int32Array, message: Int32Array): void {
  let carry = 0;
  for (let index = 0; index < WORDS; index += 1) {
    const total = ((sum[index] ?? 0) >>> 0) + ((message[index] ?? 0) >>> 0) + carry;
    sum[index] = total | 0;
    carry = total > 0xffffffff ? 1 : 0;
  }
}

function load(words: Int32Array, bytes: Uint8Array, at: number): void {
  for (let index = 0, from = at; index < WORDS; index += 1, from += 4) {
    words[index] =
      (bytes[from] ?? 0) |
      ((bytes[from + 1] ?? 0) << 8) |
      ((bytes[from + 2] ?? 0) << 16) |
      ((bytes[from + 3] ?? 0) << 24);
  }
}

function store(words: Int32Array): Uint8Array {
  const bytes = new Uint8Array(BLOCK);
  for (let index = 0; index < BLOCK; index += 1) {
    bytes[index] = (words[index >>> 2] ?? 0) >>> (8 * (index & 3));
  }
  return bytes;
}
