// RFC 5280 §4.2.1.6 GeneralName.
import type { DerReader } from '../asn1/decode.ts';
import { ia5 } from '../asn1/primitives.ts';
import { contextConstructed, contextPrimitive } from '../asn1/tags.ts';
import type { Name } from './certificate.ts';
import { readName } from './name.ts';

export type GeneralName =
  /** `value` is the DER of the open type inside [0] EXPLICIT. */
  | { readonly kind: 'otherName'; readonly typeId: string; readonly value: Uint8Array }
  | { readonly kind: 'rfc822Name'; readonly value: string }
  | { readonly kind: 'dNSName'; readonly value: string }
  /** DER with its [3] tag. */
  | { readonly kind: 'x400Address'; readonly der: Uint8Array }
  | { readonly kind: 'directoryName'; readonly name: Name }
  /** DER with its [5] tag. */
  | { readonly kind: 'ediPartyName'; readonly der: Uint8Array }
  | { readonly kind: 'uniformResourceIdentifier'; readonly value: string }
  /** 4 or 16 octets; in a name constraint 8 or 32, address and mask. The length is not checked here. */
  | { readonly kind: 'iPAddress'; readonly octets: Uint8Array }
  | { readonly kind: 'registeredID'; readonly oid: string };

/** Names in one GeneralNames or GeneralSubtrees. */
const MAX_NAMES = 10_000;

/** The members of GeneralNames ::= SEQUENCE SIZE (1..MAX) OF GeneralName; `known` as in `readName`. */
export function readGeneralNames(names: DerReader, known: readonly Name[] = []): GeneralName[] {
  const list: GeneralName[] = [];
  do {
    if (list.length >= MAX_NAMES) throw names.error('limit', `over ${MAX_NAMES} names`);
    list.push(readGeneralName(names, known));
  } while (names.more);
  return list;
}

export function readGeneralName(reader: DerReader, known: readonly Name[] = []): GeneralName {
  const tag = reader.peek();
  switch (tag) {
    case contextConstructed(0):
      return readOtherName(reader.enter(tag));
    case contextPrimitive(1):
      return { kind: 'rfc822Name', value: reader.text(tag, ia5) };
    case contextPrimitive(2):
      return { kind: 'dNSName', value: reader.text(tag, ia5) };
    case contextConstructed(3):
      return { kind: 'x400Address', der: reader.element() };
    case contextConstructed(4): {
      // A CHOICE is never tagged implicitly (X.680 §31.2.7): [4] is around the Name.
      const wrapper = reader.enter(tag);
      const name = readName(wrapper, known);
      wrapper.finish();
      return { kind: 'directoryName', name };
    }
    case contextConstructed(5):
      return { kind: 'ediPartyName', der: reader.element() };
    case contextPrimitive(6):
      return { kind: 'uniformResourceIdentifier', value: reader.text(tag, ia5) };
    case contextPrimitive(7):
      return { kind: 'iPAddress', octets: reader.content(tag) };
    case contextPrimitive(8):
      return { kind: 'registeredID', oid: reader.oid(tag) };
    default:
      throw reader.error('malformed', `no form of GeneralName has tag ${tag}`);
  }
}

/** OtherName ::= SEQUENCE { type-id OBJECT IDENTIFIER, value [0] EXPLICIT ANY } */
function readOtherName(inner: DerReader): GeneralName {
  const typeId = inner.oid();
  const wrapper = inner.enter(contextConstructed(0));
  const value = wrapper.element();
  wrapper.finish();
  inner.finish();
  return { kind: 'otherName', typeId, value };
}
