import { oid, sequence, setOf } from '../asn1/encode.ts';
import { toDer } from '../asn1/to-der.ts';
import type { Attribute } from './signed-data.ts';

/** RFC 5652 §5.4: the DER of the SET OF Attribute, which is what a signer signs. */
export function encodeSignedAttributes(attributes: readonly Attribute[]): Uint8Array {
  return setOf(attributes.map(encodeAttribute));
}

/** Attribute ::= SEQUENCE { attrType OBJECT IDENTIFIER, attrValues SET OF AttributeValue } */
export function encodeAttribute(attribute: Attribute): Uint8Array {
  const values = attribute.values.map((value) => toDer(value, 'attribute value'));
  return sequence(oid(attribute.oid), setOf(values));
}
