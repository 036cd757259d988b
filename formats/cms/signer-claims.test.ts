import test from 'ava';
import * as der from '../asn1/encode.ts';
import { OID } from '../asn1/oids.ts';
import { TAG } from '../asn1/tags.ts';
import { FormatError } from '../format-error.ts';
import type { Attribute } from './signed-data.ts';
import {
  readCommitmentType,
  readContentHints,
  readMimeType,
  readSignerLocation,
} from './signer-claims.ts';
import { readSignerAttributes, readSignerAttributesV2 } from './signer-roles.ts';

const { explicit, oid, sequence, setOf, utf8String } = der;
type Reader = (attribute: Attribute) => unknown;

const READERS: Readonly<Record<string, Reader>> = {
  'commitment-type-indication': readCommitmentType,
  'signer-location': readSignerLocation,
  'content-hints': readContentHints,
  'mime-type': readMimeType,
  'signer-attributes': readSignerAttributes,
  'signer-attributes-v2': readSignerAttributesV2,
};
const read = (name: string, ...values: readonly Uint8Array[]) =>
  READERS[name]?.({ oid: '2.999', values });

const APPROVAL = '1.2.840.113549.1.9.16.6.5';
const bmp = (text: string) =>
  der.raw(TAG.bmpString, Uint8Array.from(Buffer.from(text, 'utf16le').swap16()));
const roleOf = (type: string, ...values: readonly Uint8Array[]) =>
  sequence(oid(type), setOf(values));
const DIRECTOR = roleOf(OID.title, utf8String('Директор'));
const CERTIFICATE = sequence(der.octetString(Uint8Array.of(1)));
const ROLE = { type: OID.title, value: 'Директор' };
const ATTRIBUTE_CERTIFICATE = { kind: 'attribute-certificate', der: CERTIFICATE };

const GOOD: readonly (readonly [string, string, Uint8Array, unknown])[] = [
  [
    'commitment-type-indication',
    'without qualifiers',
    sequence(oid(APPROVAL)),
    { type: APPROVAL, qualifiers: [] },
  ],
  [
    'commitment-type-indication',
    'qualifiers with and without a value',
    sequence(
      oid(APPROVAL),
      sequence(sequence(oid('2.999.1')), sequence(oid('2.999.2'), der.nullValue())),
    ),
    { type: APPROVAL, qualifiers: ['2.999.1', '2.999.2'] },
  ],
  [
    'signer-location',
    'all of it',
    sequence(
      explicit(0, der.printableString('RU')),
      explicit(1, utf8String('Москва')),
      explicit(2, sequence(utf8String('ул. Ильинка, 1'), bmp('стр. 2'))),
    ),
    { country: 'RU', locality: 'Москва', postalAddress: ['ул. Ильинка, 1', 'стр. 2'] },
  ],
  [
    'signer-location',
    'the tag in place of the SEQUENCE of the address',
    sequence(der.raw(0xa2, utf8String('Омск'))),
    { postalAddress: ['Омск'] },
  ],
  ['signer-location', 'locality alone', sequence(explicit(1, bmp('Тула'))), { locality: 'Тула' }],
  [
    'content-hints',
    'with a description',
    sequence(utf8String('Договор'), oid(OID.data)),
    { description: 'Договор', contentType: OID.data },
  ],
  ['content-hints', 'the type alone', sequence(oid(OID.data)), { contentType: OID.data }],
  ['mime-type', 'text', utf8String('application/pdf'), 'application/pdf'],
  [
    'signer-attributes',
    'claimed twice and certified',
    sequence(
      explicit(0, sequence(DIRECTOR)),
      explicit(1, CERTIFICATE),
      explicit(0, sequence(DIRECTOR)),
    ),
    { claimed: [ROLE, ROLE], certified: [ATTRIBUTE_CERTIFICATE] },
  ],
  ['signer-attributes', 'empty', sequence(), { claimed: [], certified: [] }],
  [
    'signer-attributes-v2',
    'two values, one of them no string',
    sequence(explicit(0, sequence(roleOf('2.5.4.72', utf8String('Аудитор'), der.nullValue())))),
    {
      claimed: [
        { type: '2.5.4.72', value: '#0500' },
        { type: '2.5.4.72', value: 'Аудитор' },
      ],
      certified: [],
    },
  ],
  [
    'signer-attributes-v2',
    'all of its parts',
    sequence(
      explicit(0, sequence(DIRECTOR)),
      explicit(1, sequence(explicit(0, CERTIFICATE), explicit(1, CERTIFICATE))),
      explicit(2, sequence(CERTIFICATE)),
    ),
    {
      claimed: [ROLE],
      certified: [
        ATTRIBUTE_CERTIFICATE,
        { kind: 'other-attribute-certificate', der: CERTIFICATE },
        { kind: 'signed-assertion', der: CERTIFICATE },
      ],
    },
  ],
];

for (const [name, title, value, expected] of GOOD) {
  test(`${name}: ${title}`, (t) => {
    t.deepEqual(read(name, value), expected);
  });

  test(`${name}: ${title}; none, two, cut or with octets behind is malformed`, (t) => {
    const cuts = Array.from(value, (_, length) => [value.subarray(0, length)]);
    for (const values of [[], [value, value], [Uint8Array.of(...value, 0)], ...cuts]) {
      t.throws(() => read(name, ...values), { instanceOf: FormatError, code: 'malformed' });
    }
  });

  test(`${name}: ${title}; any octet changed is read or refused, and nothing else happens`, (t) => {
    for (const [index, octet] of value.entries()) {
      for (const changed of [octet ^ 1, octet ^ 0x20, octet ^ 0x80, 0, 0xff]) {
        const bytes = value.with(index, changed);
        try {
          read(name, bytes);
        } catch (error) {
          if (!(error instanceof FormatError)) t.fail(`${index}: ${String(error)}`);
        }
      }
    }
    t.pass();
  });
}

const seven = Array.from({ length: 7 }, () => utf8String('строка'));
const long = utf8String('a'.repeat(32_768));
const many = (count: number, one: Uint8Array) => Array.from({ length: count }, () => one);

const BAD: readonly (readonly [string, string, Uint8Array, 'malformed' | 'limit'])[] = [
  ['commitment-type-indication', 'nothing in it', sequence(), 'malformed'],
  ['commitment-type-indication', 'no OID', sequence(utf8String('одобряю')), 'malformed'],
  [
    'commitment-type-indication',
    'an empty list of qualifiers',
    sequence(oid(APPROVAL), sequence()),
    'malformed',
  ],
  [
    'commitment-type-indication',
    'a third part of a qualifier',
    sequence(oid(APPROVAL), sequence(sequence(oid('2.999'), der.nullValue(), der.nullValue()))),
    'malformed',
  ],
  [
    'commitment-type-indication',
    '65 qualifiers',
    sequence(oid(APPROVAL), sequence(...many(65, sequence(oid('2.999'))))),
    'limit',
  ],
  ['signer-location', 'no place', sequence(), 'malformed'],
  [
    'signer-location',
    'out of order',
    sequence(explicit(1, utf8String('Москва')), explicit(0, utf8String('RU'))),
    'malformed',
  ],
  ['signer-location', 'a number', sequence(explicit(0, der.integer(7))), 'malformed'],
  ['signer-location', 'no address', sequence(explicit(2, sequence())), 'malformed'],
  ['signer-location', 'seven lines', sequence(explicit(2, sequence(...seven))), 'malformed'],
  ['signer-location', 'text without end', sequence(explicit(1, long)), 'limit'],
  [
    'signer-location',
    'text that is not UTF-8',
    sequence(explicit(1, der.raw(TAG.utf8String, Uint8Array.of(0xff)))),
    'malformed',
  ],
  ['content-hints', 'no type', sequence(utf8String('Договор')), 'malformed'],
  ['content-hints', 'text without end', sequence(long, oid(OID.data)), 'limit'],
  ['mime-type', 'of another string type', der.printableString('text/plain'), 'malformed'],
  ['mime-type', 'text without end', long, 'limit'],
  ['signer-attributes', 'a third kind', sequence(explicit(2, sequence())), 'malformed'],
  ['signer-attributes', 'no certificate', sequence(explicit(1, der.nullValue())), 'malformed'],
  [
    'signer-attributes-v2',
    'an attribute without a value',
    sequence(explicit(0, sequence(roleOf(OID.title)))),
    'malformed',
  ],
  [
    'signer-attributes-v2',
    'an attribute with octets behind its values',
    sequence(explicit(0, sequence(sequence(oid(OID.title), setOf([]), der.nullValue())))),
    'malformed',
  ],
  [
    'signer-attributes-v2',
    'claimed twice',
    sequence(explicit(0, sequence(DIRECTOR)), explicit(0, sequence(DIRECTOR))),
    'malformed',
  ],
  [
    'signer-attributes-v2',
    'a certificate of a third kind',
    sequence(explicit(1, sequence(explicit(2, CERTIFICATE)))),
    'malformed',
  ],
  [
    'signer-attributes-v2',
    'an assertion that is none',
    sequence(explicit(2, sequence(der.nullValue()))),
    'malformed',
  ],
  [
    'signer-attributes-v2',
    '257 roles',
    sequence(explicit(0, sequence(...many(257, DIRECTOR)))),
    'limit',
  ],
  [
    'signer-attributes-v2',
    'a role without end',
    sequence(explicit(0, sequence(roleOf(OID.title, long)))),
    'limit',
  ],
];

for (const [name, title, value, code] of BAD) {
  test(`${name} is refused: ${title}`, (t) => {
    t.throws(() => read(name, value), { instanceOf: FormatError, code });
  });
}
