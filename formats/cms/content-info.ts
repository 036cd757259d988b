import { TAG } from '../asn1/tags.ts';

/** Of the PEM of a CMS (RFC 7468 §8, §9): in the order of the writers RFC 7468, OpenSSL, Netscape, GnuPG. */
export const CMS_LABELS: ReadonlySet<string> = new Set([
  'CMS',
  'PKCS7',
  'PKCS #7 SIGNED DATA',
  'SIGNED MESSAGE',
]);

/**
 * RFC 5652 §3: ContentInfo ::= SEQUENCE { contentType OBJECT IDENTIFIER, ... }, from how it begins; of certificates,
 * lists and responses the first member is none.
 */
export function isContentInfo([tag, length = 0, ...more]: Uint8Array): boolean {
  return tag === TAG.sequence && more[length & 0x80 ? length & 0x7f : 0] === TAG.oid;
}
