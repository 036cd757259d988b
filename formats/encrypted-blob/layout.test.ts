import test from 'ava';
import fc from 'fast-check';
import { FormatError } from '../format-error.ts';
import {
  CHUNK,
  checkHeader,
  chunkCount,
  chunkNonce,
  chunkPlace,
  HEADER,
  sealedSize,
} from './layout.ts';

test('the header is what format.md says, octet for octet', (t) => {
  t.is(Buffer.from(HEADER).toString('hex'), '4f4b4e4f424c4f420101100000000000');
  t.notThrows(() => checkHeader(HEADER));
});

test('a header that differs in one octet is refused, and says where', (t) => {
  for (const at of HEADER.keys()) {
    const other = Uint8Array.from(HEADER, (octet, index) => (index === at ? octet ^ 1 : octet));
    const error = t.throws(() => checkHeader(other), { instanceOf: FormatError });
    t.is(error.code, at < 8 ? 'malformed' : 'unsupported');
    t.is(error.offset, at);
  }
  t.throws(() => checkHeader(HEADER.subarray(0, 15)), { instanceOf: FormatError });
});

test('the nonce is the number of the chunk and whether it is the last', (t) => {
  const hex = (index: number, isLast: boolean) =>
    Buffer.from(chunkNonce(index, isLast)).toString('hex');
  t.is(hex(0, false), '000000000000000000000000');
  t.is(hex(0, true), '000000000000000000000001');
  t.is(hex(258, false), '000000000000000000010200');
  t.is(hex(2 ** 40, true), '000000000001000000000001');
});

for (const [size, chunks] of [
  [0, 1],
  [1, 1],
  [CHUNK - 1, 1],
  [CHUNK, 1],
  [CHUNK + 1, 2],
  [2 * CHUNK, 2],
  [2 * CHUNK + 1, 3],
] as const) {
  test(`a content of ${size} octets is ${chunks} chunks`, (t) => {
    t.is(chunkCount(size), chunks);
    t.is(sealedSize(size), 16 + size + 16 * chunks);
  });
}

test('chunks lie one after the other and end with the file', (t) => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 40 * CHUNK }), (size) => {
      let end = HEADER.length;
      for (let index = 0; index < chunkCount(size); index += 1) {
        const place = chunkPlace(size, index);
        t.is(place.offset, end);
        t.is(place.isLast, index === chunkCount(size) - 1);
        end += place.length;
      }
      t.is(end, sealedSize(size));
    }),
  );
});
