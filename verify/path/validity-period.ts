import type { Certificate } from '../../formats/x509/certificate.ts';
import type { PathReason } from './reasons.ts';

/** RFC 5280 §4.1.2.5: both ends are inside, to the second. */
export function periodReason(certificate: Certificate, at: Date): PathReason | undefined {
  // notAfter has no fraction: the whole of its last second is inside.
  if (at < certificate.notBefore) {
    const notBefore = certificate.notBefore.toISOString();
    return { code: 'certificate-not-yet-valid', facts: { notBefore } };
  }
  if (at.getTime() < certificate.notAfter.getTime() + 1000) return undefined;
  return { code: 'certificate-expired', facts: { notAfter: certificate.notAfter.toISOString() } };
}
