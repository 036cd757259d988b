import test from 'ava';
import fc from 'fast-check';
import { FormatError } from '../format-error.ts';
import { decodeBase64, encodeBase64 } from './base64.ts';

test('RFC 4648 §4: octets read back and equal what Node writes', (t) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 10_000 }), (bytes) => {
      const text = encodeBase64(bytes);
      t.is(text, Buffer.from(bytes).toString('base64'));
      t.deepEqual(decodeBase64(text, 'test'), bytes);
      t.deepEqual(decodeBase64(text.replace(/=+$/, ''), 'test'), bytes);
    }),
  );
});

test('white space is passed over', (t) => {
  t.deepEqual(decodeBase64(' AQ\r\nID\t', 'test'), Uint8Array.of(1, 2, 3));
});

for (const text of [
  'A',
  'AQ=',
  'AQI',
  'AQ==AQ==',
  '=AQ',
  'AQ-_',
  'A?==',
  'AR==',
  'AQJ=',
  'AQID=',
]) {
  const valid = text === 'AQI';
  test(`RFC 4648 §3: ${valid ? 'read' : 'refused'}: ${text}`, (t) => {
    if (valid) t.deepEqual(decodeBase64(text, 'test'), Uint8Array.of(1, 2));
    else t.throws(() => decodeBase64(text, 'test'), { instanceOf: FormatError });
  });
}
