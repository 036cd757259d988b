// The manifest of an ASiC-E container with CAdES signatures (EN 319 162-1 §4.4.3.2): what the seal of the
// operator in the container is over. Equal files give equal octets, so that a reader makes it anew and compares.
import { toBase64 } from '../base64.ts';
import { fromHex } from '../hex.ts';
import type { Manifest, ManifestFile } from './manifest.ts';

/** First in the archive, stored, with this content (EN 319 162-1, annex A). */
export const MIMETYPE_NAME = 'mimetype';
export const ASIC_E = 'application/vnd.etsi.asic-e+zip';
export const ASIC_MANIFEST_NAME = 'META-INF/ASiCManifest.xml';
export const ASIC_SIGNATURE_NAME = 'META-INF/signature.p7s';

/** Over every file that the manifest lists, but those of the container itself. */
export function asicManifest({ files }: Pick<Manifest, 'files'>): Uint8Array {
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<asic:ASiCManifest xmlns:asic="http://uri.etsi.org/02918/v1.2.1#" xmlns:ds="http://www.w3.org/2000/09/xmldsig#">',
    `<asic:SigReference URI="${ASIC_SIGNATURE_NAME}" MimeType="application/pkcs7-signature"/>`,
    ...files.filter(({ role }) => role !== 'container').map(reference),
    '</asic:ASiCManifest>',
  ];
  return new TextEncoder().encode(`${lines.join('\n')}\n`);
}

function reference({ name, sha256 }: ManifestFile): string {
  // RFC 3986 §2.1; what it leaves as it is needs no escape in XML either.
  const uri = name.split('/').map(encodeURIComponent).join('/');
  const method = '<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>';
  const value = `<ds:DigestValue>${toBase64(fromHex(sha256))}</ds:DigestValue>`;
  return `<asic:DataObjectReference URI="${uri}">${method}${value}</asic:DataObjectReference>`;
}
