import test from 'ava';
import fc from 'fast-check';
import { fromBase64, toBase64 } from './base64.ts';
import { FormatError } from './format-error.ts';

for (const [text, expected] of [
  ['', ''],
  ['f', 'Zg=='],
  ['fo', 'Zm8='],
  ['foo', 'Zm9v'],
  ['foob', 'Zm9vYg=='],
  ['fooba', 'Zm9vYmE='],
  ['foobar', 'Zm9vYmFy'],
] as const) {
  test(`RFC 4648 §10: «${text}» is ${expected}`, (t) => {
    t.is(toBase64(new TextEncoder().encode(text)), expected);
    t.is(new TextDecoder().decode(fromBase64(expected)), text);
  });
}

test('any octets are written as Node writes them, and read back', (t) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (octets) => {
      const text = toBase64(octets);
      return text === Buffer.from(octets).toString('base64') && equal(fromBase64(text), octets);
    }),
  );
  t.pass();
});

const equal = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0;

for (const text of [
  'Zg',
  'Zg=',
  'Zh==',
  'Zm9=',
  'Zm 9',
  'Zm9v\n',
  'Z===',
  '====',
  'Zm-_',
  'Zg==Zg==',
]) {
  test(`RFC 4648 §3: ${JSON.stringify(text)} is no canonical base64`, (t) => {
    t.throws(() => fromBase64(text), { instanceOf: FormatError, code: 'malformed' });
  });
}
