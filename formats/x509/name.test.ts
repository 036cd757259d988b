import test from 'ava';
import { derReader } from '../asn1/decode.ts';
import {
  bitString,
  ia5String,
  numericString,
  octetString,
  oid,
  printableString,
  raw,
  sequence,
  set,
  utf8String,
} from '../asn1/encode.ts';
import { OID } from '../asn1/oids.ts';
import { TAG } from '../asn1/tags.ts';
import { FormatError, type FormatErrorCode } from '../format-error.ts';
import { nameToText, parseName, readName } from './name.ts';

function attribute(type: string, value: Uint8Array): Uint8Array {
  return sequence(oid(type), value);
}

function cn(value: Uint8Array): Uint8Array {
  return sequence(set(attribute(OID.commonName, value)));
}

const text = test.macro((t, der: Uint8Array, expected: string) => {
  t.is(nameToText(parseName(der)), expected);
});
const refused = test.macro((t, der: Uint8Array, code: FormatErrorCode) => {
  const error = t.throws(() => parseName(der), { instanceOf: FormatError });
  t.is(error?.code, code);
});

test(
  'RFC 4514 §2.1: the last RDN first',
  text,
  sequence(
    set(attribute(OID.domainComponent, ia5String('net'))),
    set(attribute(OID.domainComponent, ia5String('example'))),
    set(attribute(OID.commonName, utf8String('A')), attribute(OID.userId, utf8String('b'))),
  ),
  'CN=A+UID=b,DC=example,DC=net',
);
test('RFC 4514 §2.1: no RDN', text, sequence(), '');
test(
  'RFC 4514 §2.4: special characters',
  text,
  cn(utf8String('James "Jim" <J>; a+b, \\')),
  'CN=James \\"Jim\\" \\<J\\>\\; a\\+b\\, \\\\',
);
test('RFC 4514 §2.4: spaces and # at the ends', text, cn(utf8String(' # ')), 'CN=\\ #\\ ');
test('RFC 4514 §2.4: # in front', text, cn(utf8String('#00')), 'CN=\\#00');
test('RFC 4514 §2.4: a lone space', text, cn(utf8String(' ')), 'CN=\\ ');
test(
  'RFC 4514 §2.4: line ends cannot start a line',
  text,
  cn(utf8String('a\r\nCN=b\u0000')),
  'CN=a\\0d\\0aCN=b\\00',
);
test(
  'RFC 4514 §2.4: a value that is no string',
  text,
  cn(bitString(Uint8Array.of(1))),
  'CN=#03020001',
);
test(
  'a string that begins as hexadecimal is not taken for octets',
  text,
  cn(utf8String('#03020001')),
  'CN=\\#03020001',
);
test(
  'a type without a short name',
  text,
  sequence(set(attribute('1.2.3.4', utf8String('x')))),
  '1.2.3.4=x',
);
test(
  'FSB order 795: fields of a Russian certificate',
  text,
  sequence(
    set(attribute(OID.inn, numericString('123456789012'))),
    set(attribute(OID.innLegalEntity, numericString('1234567890'))),
    set(attribute(OID.ogrn, numericString('1234567890123'))),
    set(attribute(OID.snils, numericString('12345678901'))),
  ),
  'SNILS=12345678901,OGRN=1234567890123,INNLE=1234567890,INN=123456789012',
);
test('BMPString', text, cn(raw(TAG.bmpString, Uint8Array.of(0x04, 0x10, 0x04, 0x11))), 'CN=АБ');
test('UniversalString', text, cn(raw(TAG.universalString, Uint8Array.of(0, 1, 0xf6, 0))), 'CN=😀');
test('TeletexString as Latin-1', text, cn(raw(TAG.teletexString, Uint8Array.of(0xe9))), 'CN=é');
test(
  'a PrintableString with @ is read as it stands',
  text,
  cn(raw(TAG.printableString, new TextEncoder().encode('a@b'))),
  'CN=a@b',
);

test('malformed UTF-8', refused, cn(raw(TAG.utf8String, Uint8Array.of(0xc3, 0x28))), 'malformed');
test('an overlong UTF-8', refused, cn(raw(TAG.utf8String, Uint8Array.of(0xc0, 0x80))), 'malformed');
test(
  'half a character of a BMPString',
  refused,
  cn(raw(TAG.bmpString, Uint8Array.of(4))),
  'malformed',
);
test(
  'a character outside Unicode',
  refused,
  cn(raw(TAG.universalString, Uint8Array.of(0, 0x11, 0, 0))),
  'malformed',
);
test('an RDN without attributes', refused, sequence(set()), 'malformed');
test('an attribute without a value', refused, sequence(set(sequence(oid('1.2')))), 'malformed');
test(
  'an attribute with two values',
  refused,
  sequence(set(sequence(oid('1.2'), utf8String('a'), utf8String('b')))),
  'malformed',
);
test('a name that is no sequence', refused, octetString(Uint8Array.of(1)), 'malformed');
test(
  '257 attributes',
  refused,
  sequence(
    ...Array.from({ length: 257 }, () => set(attribute(OID.commonName, printableString('a')))),
  ),
  'limit',
);
test(
  '257 attributes in one RDN',
  refused,
  sequence(
    set(...Array.from({ length: 257 }, () => attribute(OID.commonName, printableString('a')))),
  ),
  'limit',
);

test('a name whose octets are known is that name; its twin in another string type is read', (t) => {
  const [known, twin] = [cn(utf8String('a')), cn(printableString('a'))];
  const names = [parseName(cn(utf8String('b'))), parseName(known)];
  t.is<unknown, unknown>(readName(derReader(Uint8Array.from(known), 'name'), names), names[1]);
  const read = readName(derReader(twin, 'name'), names);
  t.false(names.includes(read));
  t.deepEqual(read, parseName(twin));
});
