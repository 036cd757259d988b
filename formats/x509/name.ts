// RFC 5280 §4.1.2.4 Name, and its text form of RFC 4514.
import { type DerReader, derReader } from '../asn1/decode.ts';
import { OID } from '../asn1/oids.ts';
import { TAG } from '../asn1/tags.ts';
import { equalBytes } from '../equal-bytes.ts';
import type { Name, NameAttribute } from './certificate.ts';
import { readStringOrHex } from './string-value.ts';

/** Attributes of one name; the longest names in the field have about 20. */
const MAX_ATTRIBUTES = 256;

/**
 * Name ::= SEQUENCE OF RelativeDistinguishedName; throws FormatError. One whose octets are those of a name in `known`
 * is that name: a signature names its issuer again and again.
 */
export function readName(reader: DerReader, known: readonly Name[] = []): Name {
  const der = reader.elementOf(TAG.sequence);
  return knownName(der, known) ?? { der, rdns: rdnsOf(der) };
}

/** The one of `known` that is these octets. */
export function knownName(der: Uint8Array, known: readonly Name[]): Name | undefined {
  return known.find((name) => equalBytes(name.der, der));
}

/** The Name that `der` is. */
export function parseName(der: Uint8Array): Name {
  const reader = derReader(der, 'name');
  const name = readName(reader);
  reader.finish();
  return name;
}

function rdnsOf(der: Uint8Array): NameAttribute[][] {
  const rdns: NameAttribute[][] = [];
  const sequence = derReader(der, 'name').enter(TAG.sequence);
  let attributes = 0;
  while (sequence.more) {
    const rdn = readRdn(sequence.enter(TAG.set));
    attributes += rdn.length;
    if (attributes > MAX_ATTRIBUTES) {
      throw sequence.error('limit', `name of over ${MAX_ATTRIBUTES} attributes`);
    }
    rdns.push(rdn);
  }
  return rdns;
}

/** The members of a RelativeDistinguishedName ::= SET SIZE (1..MAX) OF AttributeTypeAndValue. */
export function readRdn(set: DerReader): NameAttribute[] {
  const rdn: NameAttribute[] = [];
  do {
    const pair = set.enter(TAG.sequence);
    const type = pair.oid();
    const tag = pair.peek();
    const value = readStringOrHex(pair);
    pair.finish();
    rdn.push({ type, value, tag });
  } while (set.more && rdn.length <= MAX_ATTRIBUTES);
  return rdn;
}

/** RFC 4514 §3, and the short names that Russian certificates are read by; other types as OIDs. */
export const SHORT_NAMES: ReadonlyMap<string, string> = new Map([
  [OID.commonName, 'CN'],
  [OID.surname, 'SN'],
  [OID.givenName, 'GN'],
  [OID.serialNumber, 'serialNumber'],
  [OID.countryName, 'C'],
  [OID.localityName, 'L'],
  [OID.stateOrProvinceName, 'ST'],
  [OID.streetAddress, 'STREET'],
  [OID.organizationName, 'O'],
  [OID.organizationalUnitName, 'OU'],
  [OID.title, 'title'],
  [OID.userId, 'UID'],
  [OID.domainComponent, 'DC'],
  [OID.emailAddress, 'emailAddress'],
  [OID.inn, 'INN'],
  [OID.innLegalEntity, 'INNLE'],
  [OID.ogrn, 'OGRN'],
  [OID.ogrnip, 'OGRNIP'],
  [OID.snils, 'SNILS'],
]);

/** RFC 4514 §2: the last RDN first. */
export function nameToText(name: Name): string {
  return [...name.rdns]
    .reverse()
    .map((rdn) => rdn.map(attributeText).join('+'))
    .join(',');
}

function attributeText({ type, value, tag }: NameAttribute): string {
  const encoded = value.startsWith('#') && !STRING_TAGS.has(tag);
  return `${SHORT_NAMES.get(type) ?? type}=${encoded ? value : escapeValue(value)}`;
}

const STRING_TAGS: ReadonlySet<number> = new Set([
  TAG.utf8String,
  TAG.printableString,
  TAG.numericString,
  TAG.ia5String,
  TAG.visibleString,
  TAG.teletexString,
  TAG.bmpString,
  TAG.universalString,
]);

// RFC 4514 §2.4. Control characters go as \hex too, so that no name writes a line of its own.
function escapeValue(value: string): string {
  if (!ESCAPED.test(value)) return value;
  return value
    .replace(/["+,;<>\\]|^[ #]| $/g, '\\$&')
    .replace(/\p{Cc}/gu, (character) =>
      Array.from(new TextEncoder().encode(character), (octet) => `\\${hexOctet(octet)}`).join(''),
    );
}

const ESCAPED = /["+,;<>\\\p{Cc}]|^[ #]| $/u;

function hexOctet(octet: number): string {
  return octet.toString(16).padStart(2, '0');
}
