import test from 'ava';
import fc from 'fast-check';
import { opensslMissing, withOpenssl } from '../../test-fixtures/peers/openssl.ts';
import { readDer } from './decode.ts';
import {
  bitString,
  boolean,
  compareEncodings,
  enumerated,
  explicit,
  generalizedTime,
  ia5String,
  implicit,
  integer,
  nullValue,
  numericString,
  octetString,
  oid,
  printableString,
  sequence,
  setOf,
  time,
  utf8String,
} from './encode.ts';
import { utf8 } from './primitives.ts';
import { contextConstructed, TAG } from './tags.ts';

const missing = await opensslMissing();
const withPeer = missing === undefined ? test : test.skip;

test('integers read back, at the edge of each octet and anywhere', (t) => {
  const edges = [8n, 16n, 64n, 2048n].flatMap((bits) => {
    const half = 1n << (bits - 1n);
    return [half - 1n, half, -half, -half - 1n];
  });
  for (const value of edges)
    t.is(
      readDer(integer(value), 'test', (r) => r.integer()),
      value,
    );
  fc.assert(
    fc.property(
      fc.bigInt(),
      (value) => readDer(integer(value), 'test', (r) => r.integer()) === value,
    ),
  );
});

test('object identifiers read back', (t) => {
  const arcs = fc.array(fc.bigInt({ min: 0n, max: 2n ** 70n }), { minLength: 0, maxLength: 8 });
  const first = fc.oneof(
    fc.tuple(fc.constantFrom(0, 1), fc.nat({ max: 39 })),
    fc.tuple(fc.constant(2), fc.nat()),
  );
  fc.assert(
    fc.property(first, arcs, (head, rest) => {
      const text = [...head, ...rest].join('.');
      return readDer(oid(text), 'test', (r) => r.oid()) === text;
    }),
  );
  t.pass();
});

for (const text of ['', '1', '3.1', '1.40', '1.02', '1.2.', '1.-2', '1.2.x']) {
  test(`no object identifier: "${text}"`, (t) => {
    t.throws(() => oid(text), { instanceOf: RangeError });
  });
}

test('strings and octets of any length read back', (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.uint8Array({ maxLength: 70_000 }), (s, bytes) => {
      t.is(
        readDer(utf8String(s), 'test', (r) => r.text(TAG.utf8String, utf8)),
        s,
      );
      t.deepEqual(
        readDer(octetString(bytes), 'test', (r) => r.octetString()),
        bytes,
      );
      t.deepEqual(
        readDer(bitString(bytes), 'test', (r) => r.bitOctets()),
        bytes,
      );
    }),
    { numRuns: 50 },
  );
});

test('RFC 5280 §4.1.2.5: times read back, UTCTime up to 2049', (t) => {
  const range = { min: new Date('0000-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z') };
  fc.assert(
    fc.property(fc.date({ ...range, noInvalidDate: true }), (date) => {
      const whole = Math.floor(date.getTime() / 1000) * 1000;
      t.is(readDer(time(date), 'test', (r) => r.time()).getTime(), whole);
      const exact = readDer(generalizedTime(date, true), 'test', (r) => r.time(true));
      t.is(exact.getTime(), date.getTime());
    }),
  );
  t.is(time(new Date('2049-12-31T23:59:59Z'))[0], TAG.utcTime);
  t.is(time(new Date('2050-01-01T00:00:00Z'))[0], TAG.generalizedTime);
  t.is(time(new Date('1949-12-31T23:59:59Z'))[0], TAG.generalizedTime);
  t.throws(() => time(new Date('+010000-01-01T00:00:00Z')), { instanceOf: RangeError });
});

test('X.690 §11.6: members of a SET OF stand in the order of their encodings', (t) => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 4 })), (values) => {
      const set = setOf(values.map(octetString));
      const members = readDer(set, 'test', (reader) => {
        const inner = reader.enter(TAG.set);
        const list: Uint8Array[] = [];
        while (inner.more) list.push(inner.element());
        return list;
      });
      t.is(members.length, values.length);
      t.deepEqual([...members].sort(compareEncodings), members);
    }),
  );
});

test('character strings hold their own characters only', (t) => {
  t.throws(() => printableString('a@b'), { instanceOf: RangeError });
  t.throws(() => numericString('12a'), { instanceOf: RangeError });
  t.throws(() => ia5String('é'), { instanceOf: RangeError });
  t.notThrows(() => [
    printableString("A '()+,-./:=?"),
    numericString('1 2'),
    ia5String('a@\u0000'),
  ]);
});

test('[n] EXPLICIT is around, [n] IMPLICIT in place of the tag', (t) => {
  t.deepEqual(explicit(1, nullValue()), Uint8Array.of(contextConstructed(1), 2, 5, 0));
  t.deepEqual(implicit(1, nullValue()), Uint8Array.of(0x81, 0));
  t.deepEqual(implicit(2, sequence(nullValue())), Uint8Array.of(0xa2, 2, 5, 0));
});

withPeer(`openssl reads what is written${missing ? ` (${missing})` : ''}`, async (t) => {
  const der = sequence(
    oid('1.2.643.7.1.1.2.2'),
    integer(-129),
    integer(2n ** 64n),
    boolean(true),
    enumerated(5),
    octetString(new Uint8Array(70_000)),
    time(new Date('2026-11-22T08:00:00Z')),
    generalizedTime(new Date('2026-11-22T08:00:00.120Z'), true),
    utf8String('Договор'),
    setOf([printableString('b'), printableString('a')]),
    explicit(3, implicit(1, ia5String('x'))),
  );
  await withOpenssl(async (openssl) => {
    await openssl.write('it.der', der);
    const text = await openssl('asn1parse', '-inform', 'DER', '-in', 'it.der');
    for (const line of [
      /OBJECT +:GOST R 34\.11-2012 with 256 bit hash|OBJECT +:1\.2\.643\.7\.1\.1\.2\.2/,
      /INTEGER +:-81/,
      /INTEGER +:010000000000000000/,
      /BOOLEAN +:255/,
      /ENUMERATED +:05/,
      /l= *70000 prim: OCTET STRING/,
      /UTCTIME +:261122080000Z/,
      /GENERALIZEDTIME +:20261122080000\.12Z/,
      /UTF8STRING +:Договор/,
      /PRINTABLESTRING +:a\n.*PRINTABLESTRING +:b/,
      /cont \[ 3 \]/,
    ]) {
      t.regex(text, line);
    }
  });
});
