import { type DerReader, derReader } from '../asn1/decode.ts';
import { compareEncodings } from '../asn1/encode.ts';
import { TAG } from '../asn1/tags.ts';
import { FormatError } from '../format-error.ts';
import { encodeSignedAttributes } from './encode-attributes.ts';
import type { Attribute, Attributes, EncodedAttribute } from './signed-data.ts';

/** Attributes of one set; archive signatures gather dozens of time-stamps. */
const MAX_ATTRIBUTES = 4096;

/** The members of a SET OF Attribute, in encoded order. */
export function readAttributes(set: DerReader): EncodedAttribute[] {
  const list: EncodedAttribute[] = [];
  while (set.more) {
    if (list.length >= MAX_ATTRIBUTES) {
      throw set.error('limit', `over ${MAX_ATTRIBUTES} attributes`);
    }
    const start = set.offset;
    const attribute = readAttribute(set.enter(TAG.sequence));
    list.push({ ...attribute, encoded: set.since(start) });
  }
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
  const signedBytes = new Uint8Array(element);
  signedBytes[0] = TAG.set;
  if (!reader.more) throw reader.error('malformed', 'no signed attribute'); // SET SIZE (1..MAX)
  const list = readAttributes(reader);
  const inOrder = isSortedDer(signedBytes) && list.every(({ values }) => isSorted(values));
  return { signedBytes, der: inOrder ? signedBytes : encodeSignedAttributes(list), list };
}

/** Whether `bytes` are DER and the members of the set that they are stand in order (X.690 §11.6). */
function isSortedDer(bytes: Uint8Array): boolean {
  const members: Uint8Array[] = [];
  try {
    const reader = derReader(bytes, 'signed attributes');
    const set = reader.enter(TAG.set);
    reader.finish();
    while (set.more) {
      const start = set.offset;
      set.passDer();
      members.push(set.since(start));
    }
  } catch (error) {
    if (error instanceof FormatError && error.code === 'malformed') return false;
    throw error;
  }
  return isSorted(members);
}

function isSorted(members: readonly Uint8Array[]): boolean {
  return members.every((member, index) => {
    const next = members[index + 1];
    return next === undefined || compareEncodings(member, next) <= 0;
  });
}

/** The SET OF Attribute that `bytes` are in DER, as a signer without the CMS around it holds them. */
export function parseAttributeSet(bytes: Uint8Array): Attribute[] {
  const outer = derReader(bytes, 'attributes');
  const list = readAttributes(outer.enter(TAG.set));
  outer.finish();
  return list;
}
