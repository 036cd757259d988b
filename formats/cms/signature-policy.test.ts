import test from 'ava';
import * as der from '../asn1/encode.ts';
import { OID } from '../asn1/oids.ts';
import { FormatError } from '../format-error.ts';
import { readPolicyStore, readSignaturePolicy } from './signature-policy.ts';

const read = (...values: readonly Uint8Array[]) =>
  readSignaturePolicy({ oid: OID.signaturePolicyIdentifier, values });
const POLICY = der.oid('2.999.5');
const VALUE = Uint8Array.of(1, 2, 3);
const hash = (value: Uint8Array) =>
  der.sequence(der.sequence(der.oid(OID.sha256), der.nullValue()), der.octetString(value));
const qualifier = (oid: string, value: Uint8Array) => der.sequence(der.oid(oid), value);
const URI = qualifier('1.2.840.113549.1.9.16.5.1', der.ia5String('http://a.example/p'));
const NOTICE = qualifier('1.2.840.113549.1.9.16.5.2', der.sequence(der.utf8String('read it')));

test('EN 319 122-1 §5.2.9: NULL is an implied policy', (t) => {
  t.deepEqual(read(der.nullValue()), { kind: 'implied' });
});

for (const [title, parts, digest, uri] of [
  ['a policy alone', [], false, undefined],
  ['with a digest', [hash(VALUE)], true, undefined],
  [
    'with a digest and an address',
    [hash(VALUE), der.sequence(NOTICE, URI)],
    true,
    'http://a.example/p',
  ],
  [
    'with an address and no digest, as is met in the field',
    [der.sequence(URI)],
    false,
    'http://a.example/p',
  ],
  [
    'with two addresses: the first',
    [der.sequence(URI, qualifier('1.2.840.113549.1.9.16.5.1', der.ia5String('b')))],
    false,
    'http://a.example/p',
  ],
  ['with a digest of zeros, which is none', [hash(new Uint8Array(32))], false, undefined],
  ['with an empty digest, which is none', [hash(new Uint8Array())], false, undefined],
  [
    'with an address of another type, which is none',
    [hash(VALUE), der.sequence(qualifier('1.2.840.113549.1.9.16.5.1', der.utf8String('a')))],
    true,
    undefined,
  ],
  [
    'with an address that is too long, which is none',
    [der.sequence(qualifier('1.2.840.113549.1.9.16.5.1', der.ia5String('a'.repeat(2049))))],
    false,
    undefined,
  ],
  [
    'with qualifiers that cannot be read, which are none',
    [hash(VALUE), der.sequence(der.nullValue())],
    true,
    undefined,
  ],
] as const) {
  test(`an explicit policy ${title}`, (t) => {
    const found = read(der.sequence(POLICY, ...parts));
    t.deepEqual(found, {
      kind: 'explicit',
      id: '2.999.5',
      ...(digest
        ? { digest: { algorithm: { oid: OID.sha256, parameters: der.nullValue() }, value: VALUE } }
        : {}),
      ...(uri === undefined ? {} : { uri }),
    });
  });
}

for (const [title, values] of [
  ['no value', []],
  ['two values', [der.nullValue(), der.nullValue()]],
  ['neither of the choices', [der.integer(1)]],
  ['no OID', [der.sequence(hash(VALUE))]],
  ['qualifiers twice', [der.sequence(POLICY, der.sequence(URI), der.sequence(URI))]],
  [
    'octets after the digest',
    [
      der.sequence(
        POLICY,
        der.sequence(der.sequence(der.oid(OID.sha256)), der.octetString(VALUE), der.nullValue()),
      ),
    ],
  ],
  ['a fourth part', [der.sequence(POLICY, hash(VALUE), der.sequence(URI), der.nullValue())]],
  ['octets behind', [Uint8Array.of(...der.sequence(POLICY), 0)]],
  ['cut', [der.sequence(POLICY, hash(VALUE)).subarray(0, -1)]],
] as const) {
  test(`malformed: ${title}`, (t) => {
    t.throws(() => read(...values), { instanceOf: FormatError, code: 'malformed' });
  });
}

const store = (...members: readonly Uint8Array[]) =>
  readPolicyStore({ oid: OID.signaturePolicyStore, values: [der.sequence(...members)] });
const DOCUMENT = der.octetString(VALUE);

test('EN 319 122-1 §5.2.10: the document of a policy, its specification by OID or address', (t) => {
  t.deepEqual(store(POLICY, DOCUMENT), VALUE);
  t.deepEqual(store(der.ia5String('http://a.example/spec'), DOCUMENT), VALUE);
  t.is(store(POLICY, der.utf8String('policy.txt')), undefined, 'only its place');
});

for (const [title, members] of [
  ['without a document', [POLICY]],
  ['without a specification', [DOCUMENT]],
  ['with a third member', [POLICY, DOCUMENT, DOCUMENT]],
  ['with a document of another type', [POLICY, der.integer(1)]],
] as const) {
  test(`EN 319 122-1 §5.2.10: a store ${title} is refused`, (t) => {
    t.throws(() => store(...members), { instanceOf: FormatError, code: 'malformed' });
  });
}
