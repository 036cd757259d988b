import { readFile, writeFile } from 'node:fs/promises';
import test from 'ava';
import fc from 'fast-check';
import { testWithGost } from '../../../test-fixtures/peers/gost-openssl.ts';
import { LINEAR_MATRIX, SUBSTITUTION } from './constants.ts';
import { hmacStreebog512 } from './hmac.ts';
import { startStreebog, streebog } from './streebog.ts';

const hex = (octets: Uint8Array) => Buffer.from(octets).toString('hex');

test('GOST R 34.11-2012 §5.2: π is a permutation', (t) => {
  t.deepEqual(
    [...SUBSTITUTION].toSorted((a, b) => a - b),
    Array.from({ length: 256 }, (_, index) => index),
  );
});

test('§5.4: l is a bijection, its matrix has full rank', (t) => {
  const rows = LINEAR_MATRIX.map((row) => BigInt(`0x${row}`));
  let rank = 0;
  for (let bit = 63n; bit >= 0n; bit -= 1n) {
    const at = rows.findIndex((row, index) => index >= rank && (row >> bit) & 1n);
    if (at < 0) continue;
    const [pivot = 0n] = rows.splice(at, 1);
    rows.splice(rank, 0, pivot);
    for (const [index, row] of rows.entries()) {
      if (index !== rank && (row >> bit) & 1n) rows[index] = row ^ pivot;
    }
    rank += 1;
  }
  t.is(rank, 64);
});

// tc26: the sum Σ of 64 octets of FF twice carries through all 512 bits.
const CARRY = new Uint8Array(128).fill(0xff);

test('pieces of any size give the digest of the whole', (t) => {
  const property = fc.property(
    fc.uint8Array({ maxLength: 400 }),
    fc.array(fc.nat(130), { maxLength: 12 }),
    fc.constantFrom(32 as const, 64 as const),
    (message, sizes, size) => {
      const stream = startStreebog(size);
      let at = 0;
      for (const step of sizes) {
        stream.update(message.subarray(at, at + step));
        at = Math.min(message.length, at + step);
      }
      stream.update(message.subarray(at));
      return hex(stream.finish()) === hex(streebog(size, message));
    },
  );
  t.notThrows(() => fc.assert(property, { numRuns: 200 }));
});

test('two streams at once do not meet', (t) => {
  const [one, other] = [startStreebog(32), startStreebog(32)];
  for (const octet of CARRY) {
    one.update(Uint8Array.of(octet));
    other.update(Uint8Array.of(octet ^ 1));
  }
  t.is(hex(one.finish()), hex(streebog(32, CARRY)));
  t.is(
    hex(other.finish()),
    hex(
      streebog(
        32,
        CARRY.map((octet) => octet ^ 1),
      ),
    ),
  );
});

testWithGost(
  'the engine has the same digests, around every edge of a block',
  async (t, openssl) => {
    const pattern = Uint8Array.from({ length: 1000 }, (_, index) => (index * 167 + 13) & 0xff);
    const lengths = [0, 1, 31, 32, 33, 55, 56, 62, 63, 64, 65, 127, 128, 129, 191, 192, 1000];
    const messages = [CARRY, ...lengths.map((length) => pattern.subarray(0, length))];
    const names = await Promise.all(
      messages.map(async (message, index) => {
        await writeFile(openssl.path(`m${index}`), message);
        return `m${index}`;
      }),
    );
    for (const [name, size] of [
      ['md_gost12_256', 32],
      ['md_gost12_512', 64],
    ] as const) {
      const lines = String(await openssl('dgst', `-${name}`, '-r', ...names))
        .trim()
        .split('\n');
      const theirs = lines.map((line) => line.split(' ')[0]);
      t.deepEqual(
        messages.map((message) => hex(streebog(size, message))),
        theirs,
      );
    }
  },
);

testWithGost('the engine has the same digest of many megabytes', async (t, openssl) => {
  await openssl('rand', '-out', 'large', String(3_000_001));
  const [theirs = ''] = String(await openssl('dgst', '-md_gost12_512', '-r', 'large')).split(' ');
  t.is(hex(streebog(64, await readFile(openssl.path('large')))), theirs);
});

test('RFC 7836 appendix B.2: HMAC_GOSTR3411_2012_512', (t) => {
  const key = Uint8Array.from({ length: 32 }, (_, index) => index);
  const message = Buffer.from('0126bdb87800af214341456563780100', 'hex');
  t.is(
    hex(hmacStreebog512(key, [message.subarray(0, 5), message.subarray(5)])),
    'a59bab22ecae19c65fbde6e5f4e9f5d8549d31f037f9df9b905500e171923a773d5f1530f2ed7e964cb2eedc29e9ad2f3afe93b2814f79f5000ffc0366c251e6',
  );
});
