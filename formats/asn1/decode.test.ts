import test from 'ava';
import fc from 'fast-check';
import { FormatError, type FormatErrorCode } from '../format-error.ts';
import { berReader, type DerReader, derReader, readDer } from './decode.ts';
import { integer, octetString, oid, raw, sequence, utf8String } from './encode.ts';
import { TAG } from './tags.ts';

function hex(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));
}

const refused = test.macro(
  (t, input: string, code: FormatErrorCode, read: (reader: DerReader) => unknown) => {
    const error = t.throws(() => readDer(hex(input), 'test', read), { instanceOf: FormatError });
    t.is(error?.code, code);
  },
);

const read = test.macro((t, input: string, use: (reader: DerReader) => unknown, value: unknown) => {
  t.deepEqual(readDer(hex(input), 'test', use), value);
});

const int = (reader: DerReader) => reader.integer();
const small = (reader: DerReader) => reader.smallInteger();
const bool = (reader: DerReader) => reader.boolean();
const object = (reader: DerReader) => reader.oid();
const octets = (reader: DerReader) => [...reader.octetString()];
const bits = (reader: DerReader) => [...reader.bitOctets()];
const time = (reader: DerReader) => reader.time().toISOString();
const fraction = (reader: DerReader) => reader.time(true).toISOString();
const inside = (reader: DerReader) => reader.enter(TAG.sequence).finish();

test(
  'X.690 §10.1: the shortest long length is read',
  read,
  `048180${'00'.repeat(128)}`,
  (r) => r.octetString().length,
  128,
);
test(
  'X.690 §10.1: a long length where a short one fits',
  refused,
  `04817f${'00'.repeat(127)}`,
  'malformed',
  octets,
);
test(
  'X.690 §10.1: a length with a leading zero',
  refused,
  `04820080${'00'.repeat(128)}`,
  'malformed',
  octets,
);
test('X.690 §10.1: an indefinite length', refused, '3080 0000', 'malformed', inside);
test('X.690 §8.1.3.5: a length of 127 octets', refused, '04ff', 'malformed', octets);
test('a length beyond every file', refused, `0487${'ff'.repeat(7)}`, 'limit', octets);
test('an element longer than its input', refused, '0402 00', 'malformed', octets);
test('an element longer than what contains it', refused, '3003 0403 000000', 'malformed', (r) =>
  r.enter(TAG.sequence).octetString(),
);
test('a header cut after its tag', refused, '04', 'malformed', octets);
test('a header cut inside its length', refused, '048201', 'malformed', octets);
test('no element at all', refused, '', 'malformed', octets);
test('another tag than the field has', refused, '0500', 'malformed', octets);
test('octets after the element', refused, '0401 00 00', 'malformed', octets);
test('octets inside that no field reads', refused, '3002 0500', 'malformed', inside);
test('X.690 §10.2: a constructed string', refused, '2403 0401 00', 'malformed', octets);
test('X.690 §8.1.5: end of contents as an element', refused, '0000', 'malformed', (r) =>
  r.element(),
);

test('X.690 §8.3: zero', read, '020100', int, 0n);
test('X.690 §8.3: minus one', read, '0201ff', int, -1n);
test('X.690 §8.3: 128', read, '02020080', int, 128n);
test('X.690 §8.3: minus 128', read, '020180', int, -128n);
test('X.690 §8.3.2: a padded positive', refused, '0202007f', 'malformed', int);
test('X.690 §8.3.2: a padded negative', refused, '0202ff80', 'malformed', int);
test('X.690 §8.3.1: an integer without octets', refused, '0200', 'malformed', int);
test('a small integer of 2^31 - 1', read, '02047fffffff', small, 2 ** 31 - 1);
test('a small integer over 2^31 - 1', refused, '02050080000000', 'malformed', small);
test('a small integer below zero', refused, '0201ff', 'malformed', small);

test('X.690 §11.1: TRUE', read, '0101ff', bool, true);
test('X.690 §11.1: TRUE other than 0xFF', refused, '010101', 'malformed', bool);
test('X.690 §8.2: a boolean of two octets', refused, '0102ffff', 'malformed', bool);
test('X.690 §8.8: a NULL with content', refused, '050100', 'malformed', (r) => r.nullValue());

test('X.690 §8.6: whole octets', read, '0303 00 abcd', bits, [0xab, 0xcd]);
test('X.690 §8.6: bits left over in a key', refused, '0302 01 fe', 'malformed', bits);
test('X.690 §11.2.1: unused bits that are set', refused, '0302 01 ff', 'malformed', (r) =>
  r.bitString(),
);
test('X.690 §8.6.2: eight unused bits', refused, '0302 08 00', 'malformed', (r) => r.bitString());
test('X.690 §8.6.2.3: unused bits of no octet', refused, '0301 01', 'malformed', (r) =>
  r.bitString(),
);
test('X.690 §8.6.2: no count of unused bits', refused, '0300', 'malformed', (r) => r.bitString());
test(
  'a signature with bits left over keeps their count in front',
  read,
  '0302 01 fe',
  (r) => [...r.signatureOctets()],
  [1, 0xfe],
);

test('X.690 §8.19: an identifier', read, '0606 2a864886f70d', object, '1.2.840.113549');
test('X.690 §8.19.4: arcs over 39 under 2', read, '0603 883703', object, '2.999.3');
test('X.690 §8.19.4: 0.39', read, '0601 27', object, '0.39');
test('X.690 §8.19.4: 1.0', read, '0601 28', object, '1.0');
test('X.690 §8.19.4: 2.0', read, '0601 50', object, '2.0');
test(
  'X.690 §8.19: an arc of 128 bits',
  read,
  '0614 69 83ffffffffffffffffffffffffffffffffff7f',
  object,
  `2.25.${2n ** 128n - 1n}`,
);
test('X.690 §8.19.2: a padded arc', refused, '0603 2a8001', 'malformed', object);
test('X.690 §8.19: an arc cut short', refused, '0602 2a86', 'malformed', object);
test('X.690 §8.19: no arcs', refused, '0600', 'malformed', object);

function text(tag: string, value: string): string {
  return `${tag}${value.length.toString(16).padStart(2, '0')}${Buffer.from(value).toString('hex')}`;
}
test(
  'RFC 5280 §4.1.2.5.1: 49 is 2049',
  read,
  text('17', '491231235959Z'),
  time,
  '2049-12-31T23:59:59.000Z',
);
test(
  'RFC 5280 §4.1.2.5.1: 50 is 1950',
  read,
  text('17', '500101000000Z'),
  time,
  '1950-01-01T00:00:00.000Z',
);
test('RFC 5280 §4.1.2.5.1: no seconds', refused, text('17', '4912312359Z'), 'malformed', time);
test(
  'RFC 5280 §4.1.2.5.1: another zone',
  refused,
  text('17', '491231235959+0300'),
  'malformed',
  time,
);
test(
  'RFC 5280 §4.1.2.5.2: a generalized time',
  read,
  text('18', '20500101000000Z'),
  time,
  '2050-01-01T00:00:00.000Z',
);
test(
  'RFC 5280 §4.1.2.5: 9999',
  read,
  text('18', '99991231235959Z'),
  time,
  '9999-12-31T23:59:59.000Z',
);
test('a year under 100', read, text('18', '00500101000000Z'), time, '0050-01-01T00:00:00.000Z');
test(
  'RFC 5280 §4.1.2.5.2: a fraction',
  refused,
  text('18', '20500101000000.5Z'),
  'malformed',
  time,
);
test(
  'RFC 3161 §2.4.2: a fraction of genTime',
  read,
  text('18', '20500101000000.1239Z'),
  fraction,
  '2050-01-01T00:00:00.123Z',
);
test(
  'X.690 §11.7.3: a fraction with a trailing zero',
  refused,
  text('18', '20500101000000.50Z'),
  'malformed',
  fraction,
);
test(
  'X.690 §11.7.4: a point without a fraction',
  refused,
  text('18', '20500101000000.Z'),
  'malformed',
  fraction,
);
test(
  '29 February of a leap year',
  read,
  text('18', '20000229000000Z'),
  time,
  '2000-02-29T00:00:00.000Z',
);
for (const never of [
  '19000229000000Z',
  '20240431000000Z',
  '20240001000000Z',
  '20241301000000Z',
  '20240100000000Z',
  '20240101240000Z',
  '20240101006000Z',
  '20240101000060Z',
  '2024O101000000Z',
]) {
  test(`a time that does not exist: ${never}`, refused, text('18', never), 'malformed', time);
}

const berCases: readonly [string, string, number[]][] = [
  ['X.690 §8.1.3.6: an indefinite length', '2480 0402 0102 0401 03 0000', [1, 2, 3]],
  ['X.690 §8.7.3: a constructed string', '2405 0401 01 0400', [1]],
  ['X.690 §8.7.3: strings inside one another', '2480 2480 0401 01 0000 2403 0401 02 0000', [1, 2]],
  ['X.690 §8.1.3.5: a padded length', '048300000101', [1]],
];
for (const [title, input, value] of berCases) {
  test(`BER: ${title} is read and told`, (t) => {
    const reader = berReader(hex(input), 'test');
    t.deepEqual([...reader.octetString()], value);
    reader.finish();
    t.true(reader.notDer);
  });
}
for (const [title, input] of [
  ['an indefinite length that never ends', '2480 0401 01'],
  ['an indefinite length with half an end', '2480 0401 01 00'],
  ['an end of contents with a length', '2480 0401 01 0001 00'],
  ['an indefinite length of a primitive', '0480 01 0000'],
  ['a string of another type inside', '2404 0c02 6162'],
] as const) {
  test(`BER: ${title} is refused`, (t) => {
    const error = t.throws(() => berReader(hex(input), 'test').octetString(), {
      instanceOf: FormatError,
    });
    t.is(error?.code, 'malformed');
  });
}

test('BER: DER is told as such', (t) => {
  const reader = berReader(sequence(octetString(Uint8Array.of(1))), 'test');
  reader.enter(TAG.sequence).octetString();
  t.false(reader.notDer);
});

test('X.690 §8.1.2.4: an open type may have a tag number over 30', (t) => {
  t.is(derReader(hex('1f8101 01 00'), 'test').element().length, 5);
  t.throws(() => derReader(hex('1f8001 01 00'), 'test').element(), { instanceOf: FormatError });
});

test('errors say what was read and where', (t) => {
  const der = sequence(integer(1), octetString(Uint8Array.of(1, 2)), raw(TAG.boolean));
  const error = t.throws(
    () => {
      const reader = derReader(der, 'thing').enter(TAG.sequence);
      reader.integer();
      reader.octetString();
      reader.boolean();
    },
    { instanceOf: FormatError },
  );
  t.like(error, { code: 'malformed', format: 'thing', offset: 9 });
});

test('what was read can be handed out without copying', (t) => {
  const der = sequence(utf8String('abc'), oid('1.2.3'));
  const element = derReader(der, 'test').enter(TAG.sequence).element();
  t.is(element.buffer, der.buffer);
});

test('whatever the octets, reading ends in a value or a FormatError', (t) => {
  const drain = (reader: DerReader, depth: number): void => {
    while (reader.more) {
      if (depth < 100 && (reader.peek() & 0x20) !== 0)
        drain(reader.enter(reader.peek()), depth + 1);
      else reader.element();
    }
  };
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (bytes, ber) => {
      const reader = (ber ? berReader : derReader)(bytes, 'test');
      try {
        drain(reader, 0);
      } catch (error) {
        if (!(error instanceof FormatError)) throw error;
      }
    }),
    { numRuns: 3000 },
  );
  t.pass();
});
