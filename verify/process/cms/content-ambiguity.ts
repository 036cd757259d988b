import { berReader } from '../../../formats/asn1/decode.ts';
import { TAG } from '../../../formats/asn1/tags.ts';
import { type ByteSource, readAll } from '../../../formats/byte-source.ts';
import { FormatError } from '../../../formats/format-error.ts';

/** Content above this size that opens as an exactly fitting SET is taken for attributes unread. */
const READ_LIMIT = 1024 * 1024;

/**
 * Whether content is itself the encoding of a SET OF Attribute (BER too: attributes verify as received). Signed without attributes, such content cannot
 * be told from another message whose attributes it is (draft-ietf-lamps-cms-euf-cma-signeddata): an
 * attacker takes someone's signature with attributes, drops them and presents them as the document.
 */
export async function isAttributeSet(content: ByteSource): Promise<boolean> {
  const header = await content.read(0, 8);
  if (header[0] !== TAG.set || !fitsExactly(header, content.size)) return false;
  if (content.size > READ_LIMIT) return true;
  try {
    const reader = berReader(await readAll(content, READ_LIMIT), 'content');
    const set = reader.enter(TAG.set);
    while (set.more) {
      // Attribute ::= SEQUENCE { attrType OBJECT IDENTIFIER, attrValues SET OF AttributeValue }
      const attribute = set.enter(TAG.sequence);
      attribute.oid();
      attribute.enter(TAG.set);
      attribute.finish();
    }
    return true;
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return error.code === 'limit';
  }
}

// X.690 §8.1.3: the length octets of an element that fills the content to its last octet.
function fitsExactly(header: Uint8Array, size: number): boolean {
  const first = header[1] ?? 0;
  if (first < 0x80) return size === 2 + first;
  if (first === 0x80) return true; // indefinite: only reading on can tell
  const octets = first & 0x7f;
  if (octets > 6) return false;
  const length = header.subarray(2, 2 + octets).reduce((sum, octet) => sum * 256 + octet, 0);
  return size === 2 + octets + length;
}
