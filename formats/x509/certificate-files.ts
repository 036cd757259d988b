// Certificates and CRLs out of the files in which people hand them over.
import { decodeBase64 } from '../asn1/base64.ts';
import { derReader } from '../asn1/decode.ts';
import { latin1 } from '../asn1/primitives.ts';
import { TAG } from '../asn1/tags.ts';
import { FormatError } from '../format-error.ts';
import type { Certificate } from './certificate.ts';
import { readCertificateBag } from './certificate-bag.ts';
import type { Crl } from './crl.ts';

import { parseCrl } from './parse-crl.ts';
import { pemBlocks } from './pem.ts';
import { parseTolerantly } from './tolerant-certificate.ts';

/** Largest file read; national CRLs reach tens of MiB. */
const MAX_FILE = 256 * 1024 * 1024;

/** Certificates of a PEM file (blocks of other kinds passed over), DER, base64, or PKCS#7 certs-only. */
export function certificatesIn(bytes: Uint8Array): Certificate[] {
  return encodingsIn(bytes).flatMap(({ label, der }) => {
    if (BAG_LABELS.has(label) || (label === '' && isContentInfo(der))) {
      return readCertificateBag(der).certificates.map((each) => parseTolerantly(each));
    }
    return label === '' || CERTIFICATE_LABELS.has(label) ? [parseTolerantly(der)] : [];
  });
}

/** CRLs of a PEM file (blocks of other kinds passed over), DER, base64, or PKCS#7. */
export function crlsIn(bytes: Uint8Array): Crl[] {
  return encodingsIn(bytes).flatMap(({ label, der }) => {
    if (BAG_LABELS.has(label) || (label === '' && isContentInfo(der))) {
      return readCertificateBag(der).crls.map(parseCrl);
    }
    return label === '' || label === 'X509 CRL' ? [parseCrl(der)] : [];
  });
}

const BAG_LABELS: ReadonlySet<string> = new Set(['PKCS7', 'CMS', 'PKCS #7 SIGNED DATA']);
const CERTIFICATE_LABELS: ReadonlySet<string> = new Set([
  'CERTIFICATE',
  'X509 CERTIFICATE',
  'X.509 CERTIFICATE',
]);

interface Encoding {
  /** Of the PEM block; empty for bare DER or base64. */
  readonly label: string;
  readonly der: Uint8Array;
}

function encodingsIn(bytes: Uint8Array): Encoding[] {
  if (bytes.length > MAX_FILE) {
    throw new FormatError('limit', {
      format: 'certificate file',
      reason: `over ${MAX_FILE} octets`,
    });
  }
  if (bytes[0] === TAG.sequence) return [{ label: '', der: bytes }];
  const text = latin1(bytes);
  if (text.includes('-----BEGIN ')) {
    const blocks = pemBlocks(text);
    // An empty answer would pass for a file without certificates.
    if (blocks.length > 0) return blocks;
    throw new FormatError('malformed', { format: 'certificate file', reason: 'no PEM block' });
  }
  return [{ label: '', der: decodeBase64(text, 'certificate file') }];
}

// A ContentInfo begins with an OBJECT IDENTIFIER, a certificate or CRL with a SEQUENCE.
function isContentInfo(der: Uint8Array): boolean {
  return derReader(der, 'certificate file').enter(TAG.sequence).is(TAG.oid);
}
