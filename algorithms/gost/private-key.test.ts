import test from 'ava';
import { integer, nullValue, octetString, oid, sequence } from '../../formats/asn1/encode.ts';
import { AlgorithmError } from '../provider.ts';
import { PARAMETER_SETS } from './curves.ts';
import { fromLittleEndian, toLittleEndian } from './octets.ts';
import { generateGostKey, importGostPrivateKey } from './private-key.ts';

const KEY_256 = '1.2.643.7.1.1.1.1';
const KEY_512 = '1.2.643.7.1.1.1.2';
const SET = '1.2.643.7.1.2.1.1.1';
const SET_512 = '1.2.643.7.1.2.1.2.1';
const q = PARAMETER_SETS.get(SET)?.q ?? 0n;
const random = (size: number) => crypto.getRandomValues(new Uint8Array(size));

const pkcs8 = (content: Uint8Array, { keyOid = KEY_256, set = SET } = {}) =>
  sequence(integer(0), sequence(oid(keyOid), sequence(oid(set))), octetString(content));

const d = (fromLittleEndian(random(32)) % (q - 1n)) + 1n;
const plain = toLittleEndian(d, 32);
const publicKey = importGostPrivateKey(pkcs8(plain)).publicKey;

const [mask, other] = [123456789n, q - 5n];
function inverse(value: bigint): bigint {
  const Fn = PARAMETER_SETS.get(SET)?.Point.Fn;
  if (Fn === undefined) throw new Error(SET);
  return Fn.inv(value);
}
const masked = (d * inverse(mask)) % q;
const twice = (masked * inverse(other)) % q;

const forms: readonly (readonly [string, Uint8Array])[] = [
  ['an OCTET STRING inside, as older engines wrote', octetString(plain)],
  ['an INTEGER inside, as the oldest engines wrote', integer(d)],
  [
    'RFC 9548 §3: with one mask',
    Uint8Array.of(...toLittleEndian(masked, 32), ...toLittleEndian(mask, 32)),
  ],
  [
    'RFC 9548 §3: with two masks',
    Uint8Array.of(
      ...toLittleEndian(twice, 32),
      ...toLittleEndian(mask, 32),
      ...toLittleEndian(other, 32),
    ),
  ],
];

for (const [title, content] of forms) {
  test(`the same key in another form: ${title}`, (t) => {
    t.deepEqual(importGostPrivateKey(pkcs8(content)).publicKey, publicKey);
  });
}

test('RFC 5958 §2: attributes after the key are passed over', (t) => {
  const algorithm = sequence(oid(KEY_256), sequence(oid(SET)));
  const key = sequence(integer(0), algorithm, octetString(plain), Uint8Array.of(0xa0, 0));
  t.deepEqual(importGostPrivateKey(key).publicKey, publicKey);
});

const refused: readonly (readonly [string, Uint8Array])[] = [
  ['d = 0', pkcs8(new Uint8Array(32))],
  ['d = q', pkcs8(toLittleEndian(q, 32))],
  ['d > q', pkcs8(new Uint8Array(32).fill(0xff))],
  ['a mask of zeros', pkcs8(Uint8Array.of(...plain, ...new Uint8Array(32)))],
  ['an octet less', pkcs8(plain.subarray(1))],
  ['an octet more', pkcs8(Uint8Array.of(...plain, 1))],
  ['no octets', pkcs8(new Uint8Array())],
  ['a negative INTEGER', pkcs8(Uint8Array.of(2, 1, 0xff))],
  ['a 256-bit key on a 512-bit curve', pkcs8(plain, { set: SET_512 })],
  ['a 512-bit key on a 256-bit curve', pkcs8(random(64), { keyOid: KEY_512 })],
  ['the curve for tests', pkcs8(plain, { set: '1.2.643.2.2.35.0' })],
  [
    'GOST R 34.10-2001, which signs no more',
    pkcs8(plain, { keyOid: '1.2.643.2.2.19', set: '1.2.643.2.2.35.1' }),
  ],
  ['an EC key', pkcs8(plain, { keyOid: '1.2.840.10045.2.1' })],
  ['no parameters', sequence(integer(0), sequence(oid(KEY_256)), octetString(plain))],
  [
    'parameters NULL',
    sequence(integer(0), sequence(oid(KEY_256), nullValue()), octetString(plain)),
  ],
  ['nothing', new Uint8Array()],
  ['noise', new Uint8Array(80).fill(0x30)],
];

for (const [title, der] of refused) {
  test(`unsupported-key: ${title}`, (t) => {
    const error = t.throws(() => importGostPrivateKey(der), { instanceOf: AlgorithmError });
    t.is(error?.code, 'unsupported-key');
  });
}

test('a source of randomness that does not vary makes no key, and no endless search', (t) => {
  const broken = (size: number) => new Uint8Array(size);
  t.throws(() => generateGostKey({ bits: 256, random: broken }), { instanceOf: RangeError });
});

test('RFC 9215 §4.2: the digest is named with CryptoPro sets and 512 A and B, not with the others', (t) => {
  const streebog = [oid('1.2.643.7.1.1.2.2'), oid('1.2.643.7.1.1.2.3')].map((one) =>
    Buffer.from(one),
  );
  for (const [set, { octets }] of PARAMETER_SETS) {
    const key = Buffer.from(
      generateGostKey({ bits: octets === 32 ? 256 : 512, parameterSet: set, random }),
    );
    const isNamed = streebog.some((one) => key.includes(one));
    const isOlder =
      set.startsWith('1.2.643.2.2.') || set.endsWith('.1.2.1') || set.endsWith('.1.2.2');
    t.is(isNamed, isOlder, set);
  }
});
