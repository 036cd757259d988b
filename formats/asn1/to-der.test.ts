import test from 'ava';
import fc from 'fast-check';
import { FormatError } from '../format-error.ts';
import { octetString, sequence } from './encode.ts';
import { isDer, toDer } from './to-der.ts';

function hex(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));
}

for (const [title, ber, der] of [
  ['an indefinite length becomes definite', '3080 020101 0000', '3003 020101'],
  ['a padded length becomes short', '30820003 020101', '3003 020101'],
  ['a constructed string becomes primitive', '2480 0401 01 0401 02 0000', '0402 0102'],
  ['at any level', '3080 a080 2403 0401 01 0000 0000', '3005 a003 0401 01'],
] as const) {
  test(`X.690 §10: ${title}`, (t) => {
    t.false(isDer(hex(ber), 'test'));
    t.deepEqual(toDer(hex(ber), 'test'), hex(der));
    t.true(isDer(hex(der), 'test'));
  });
}

test('what is DER comes back as the same array', (t) => {
  const der = sequence(octetString(Uint8Array.of(1)), sequence());
  t.is(toDer(der, 'test'), der);
});

for (const [title, input] of [
  ['a constructed UTF8String', '2c03 0c01 61'],
  ['octets after the element', '0401 01 00'],
  ['an element cut short', '3003 0401'],
] as const) {
  test(`refused: ${title}`, (t) => {
    t.throws(() => toDer(hex(input), 'test'), { instanceOf: FormatError });
  });
}

test('whatever the octets, the answer is DER or a FormatError', (t) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      try {
        t.true(isDer(toDer(bytes, 'test'), 'test'));
      } catch (error) {
        if (!(error instanceof FormatError)) throw error;
      }
    }),
    { numRuns: 3000 },
  );
});
