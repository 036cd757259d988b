import { type DerReader, derReader } from '../asn1/decode.ts';
import { TAG } from '../asn1/tags.ts';
import { encodeSignedAttributes } from './encode-attributes.ts';
import type { Attribute, Attributes } from './signed-data.ts';

/** Attributes of one set; archive signatures gather dozens of time-stamps. */
const MAX_ATTRIBUTES = 4096;

/** The members of a SET SIZE (1..MAX) OF Attribute, in encoded order. */
export function readAttributes(set: DerReader): Attribute[] {
  const list: Attribute[] = [];
  do {
    if (list.length >= MAX_ATTRIBUTES) {
      throw set.error('limit', `over ${MAX_ATTRIBUTES} attributes`);
    }
    list.push(readAttribute(set.enter(TAG.sequence)));
  } while (set.more);
  return list;
}

/** Attribute ::= SEQUENCE { attrType OBJECT IDENTIFIER, attrValues SET OF AttributeValue } */
function readAttribute(inner: DerReader): Attribute {
  const oid = inner.oid();
  const set = inner.enter(TAG.set);
  const values: Uint8Array[] = [];
  while (set.more) values.push(set.element());
  inner.finish();
  return { oid, values };
}

/** signedAttrs from their encoding under the [0] tag. */
export function readSignedAttributes(element: Uint8Array, reader: DerReader): Attributes {
  // RFC 5652 §5.4: the [0] is not signed, an EXPLICIT SET OF tag stands in its place.
  const signedBytes = Uint8Array.from(element);
  signedBytes[0] = TAG.set;
  const list = readAttributes(reader);
  const der = encodeSignedAttributes(list);
  return { signedBytes, der: same(der, signedBytes) ? signedBytes : der, list };
}

/** The SET OF Attribute that `bytes` are in DER, as a signer without the CMS around it holds them. */
export function parseAttributeSet(bytes: Uint8Array): Attribute[] {
  const outer = derReader(bytes, 'attributes');
  const list = readAttributes(outer.enter(TAG.set));
  outer.finish();
  return list;
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((octet, index) => octet === b[index]);
}
