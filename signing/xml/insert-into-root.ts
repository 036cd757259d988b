import { joinBytes } from '../../formats/join-bytes.ts';
import type { XmlDocument } from '../../formats/xml/tree.ts';
import { SigningError } from '../signing-error.ts';

/**
 * The octets of `document` with `text`, which is ASCII, as the last child of the root; all others stay as
 * they are, whatever their encoding. Throws SigningError for encodings of two octets.
 */
export function insertIntoRoot(
  octets: Uint8Array,
  document: XmlDocument,
  text: string,
): Uint8Array {
  if (document.octetOffset(1) - document.octetOffset(0) !== 1) {
    throw new SigningError('unreadable-document', 'UTF-16 is not signed; use UTF-8');
  }
  const { root } = document;
  const encoder = new TextEncoder();
  if (root.contentEnd === root.end) {
    // `<name/>` has no place for a child.
    const slash = document.octetOffset(root.end) - 2;
    const nameAt = document.octetOffset(root.start) + 1;
    const name = octets.subarray(nameAt, document.octetOffset(root.start + 1 + root.name.length));
    const inserted = [encoder.encode(`>${text}</`), name, encoder.encode('>')];
    return joinBytes([octets.subarray(0, slash), ...inserted, octets.subarray(slash + 2)]);
  }
  const at = document.octetOffset(root.contentEnd);
  return joinBytes([octets.subarray(0, at), encoder.encode(text), octets.subarray(at)]);
}
