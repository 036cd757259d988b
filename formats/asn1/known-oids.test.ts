import test from 'ava';
import fc from 'fast-check';
import { oid } from './encode.ts';
import { knownOid } from './known-oids.ts';
import { OID } from './oids.ts';
import { oidText } from './primitives.ts';

const content = (text: string) => oid(text).subarray(2);
const known = (octets: Uint8Array) => knownOid(octets, 0, octets.length);

test('every identifier of oids.ts is known, and by the text that its octets spell (X.690 §8.19)', (t) => {
  for (const text of Object.values(OID)) {
    t.is(known(content(text)), text);
    t.is(oidText(content(text)), text);
  }
});

test('one octet changed, added or left away: another identifier, or none', (t) => {
  for (const text of Object.values(OID)) {
    const octets = content(text);
    for (const [index, octet] of octets.entries())
      t.not(known(octets.with(index, octet ^ 1)), text);
    t.not(known(octets.subarray(1)), text);
    t.not(known(octets.subarray(0, -1)), text);
    t.not(known(Uint8Array.of(...octets, 0)), text);
  }
});

test('only the octets between start and end count', (t) => {
  const octets = content(OID.commonName);
  const around = Uint8Array.of(0x55, ...octets, 0x03);
  t.is(knownOid(around, 1, 1 + octets.length), OID.commonName);
  t.is(knownOid(around, 0, octets.length), undefined);
  t.is(knownOid(around, 1, 1 + octets.length - 1), undefined);
});

test('what collides with a known identifier is not taken for it', (t) => {
  const [first = 0, second = 0, ...rest] = content(OID.keyUsage);
  // 31 more in one octet and one less before it give the same sum.
  const collision = Uint8Array.of(first - 1, second + 31, ...rest);
  t.is(known(collision), undefined);
});

test('any octets: unknown, or exactly those that the text encodes to', (t) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 16 }), (octets) => {
      const text = known(octets);
      return text === undefined || Buffer.from(content(text)).equals(Buffer.from(octets));
    }),
  );
  t.pass();
});
