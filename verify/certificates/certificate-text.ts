import { toHex } from '../../formats/hex.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import { nameToText } from '../../formats/x509/name.ts';

/** What a report says of a certificate wherever it names it. */
export interface CertificateText {
  readonly subject: string;
  /** Lower-case hexadecimal. */
  readonly serialNumber: string;
  /** ISO 8601, UTC. */
  readonly notBefore: string;
  readonly notAfter: string;
}

/**
 * By the certificate itself, which is never written to: authorities come with each file. The text holds nothing of it, or
 * neither would be let go.
 */
const KNOWN = new WeakMap<Certificate, CertificateText>();

export function certificateText(certificate: Certificate): CertificateText {
  const known = KNOWN.get(certificate);
  if (known !== undefined) return known;
  const text = {
    subject: nameToText(certificate.subject),
    serialNumber: toHex(certificate.serialNumber),
    notBefore: certificate.notBefore.toISOString(),
    notAfter: certificate.notAfter.toISOString(),
  };
  KNOWN.set(certificate, text);
  return text;
}
