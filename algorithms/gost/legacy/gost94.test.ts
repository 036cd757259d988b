import { writeFile } from 'node:fs/promises';
import test from 'ava';
import { testWithGost } from '../../../test-fixtures/peers/gost-openssl.ts';
import { startGost94 } from './gost94.ts';

const hex = (octets: Uint8Array) => Buffer.from(octets).toString('hex');

function gost94(...pieces: readonly Uint8Array[]): string {
  const stream = startGost94();
  for (const piece of pieces) stream.update(piece);
  return hex(stream.finish());
}

const pattern = Uint8Array.from({ length: 700 }, (_, index) => (index * 167 + 13) & 0xff);

testWithGost('GOST R 34.11-94: the engine has the same digests', async (t, openssl) => {
  const lengths = [1, 8, 31, 32, 33, 63, 64, 65, 96, 255, 256, 700];
  const names = lengths.map((length) => `m${length}`);
  for (const length of lengths) {
    await writeFile(openssl.path(`m${length}`), pattern.subarray(0, length));
  }
  const lines = String(await openssl('dgst', '-md_gost94', '-r', ...names))
    .trim()
    .split('\n');
  t.deepEqual(
    lengths.map((length) => gost94(pattern.subarray(0, length))),
    lines.map((line) => line.split(' ')[0]),
  );
});

test('GOST R 34.11-94: the sum of blocks is modulo 2^256', (t) => {
  const full = new Uint8Array(64).fill(0xff);
  t.is(gost94(full), gost94(full.subarray(0, 1), full.subarray(1, 40), full.subarray(40)));
  t.not(gost94(full), gost94(full.subarray(32)));
});

test('GOST R 34.11-94: nothing at all is no block', (t) => {
  // OpenSSL's engine hashes a block of zeros here, other libraries, as we do, none.
  const expected = '981e5f3ca30c841487830f84fb433e13ac1101569b9c13584ac483234cd656c0';
  t.is(gost94(), expected);
  t.is(gost94(new Uint8Array()), expected);
});
