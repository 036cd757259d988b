import type { DerReader } from '../asn1/decode.ts';
import { latin1, utf8, wideString } from '../asn1/primitives.ts';
import { TAG } from '../asn1/tags.ts';
import { toHex } from '../hex.ts';

/** RFC 5280 §4.1.2.4 DirectoryString, and the other string types of names; undefined, and not passed, for what is none. */
export function readString(reader: DerReader): string | undefined {
  const tag = reader.peek();
  switch (tag) {
    case TAG.utf8String:
      return reader.text(tag, utf8);
    // Characters outside these types' sets are common in the field (@, *, _): read as they stand.
    case TAG.printableString:
    case TAG.numericString:
    case TAG.ia5String:
    case TAG.visibleString:
    case TAG.teletexString:
      return reader.text(tag, latin1);
    case TAG.bmpString:
      return reader.text(tag, (content) => wideString(content, 2));
    case TAG.universalString:
      return reader.text(tag, (content) => wideString(content, 4));
    default:
      return undefined;
  }
}

/** RFC 4514 §2.4: a value that is no string is written as # and the hexadecimal of its encoding. */
export function readStringOrHex(reader: DerReader): string {
  return readString(reader) ?? `#${toHex(reader.element())}`;
}
