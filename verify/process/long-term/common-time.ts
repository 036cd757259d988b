import type { CertificateFacts } from '../../path/certificate-facts.ts';

/** A time at which no certificate of the path is outside its validity, the latest one; undefined: there is none. */
export function commonTime(certificates: readonly CertificateFacts[], now: Date): Date | undefined {
  let from = 0;
  let until = now.getTime();
  for (const { certificate } of certificates) {
    from = Math.max(from, certificate.notBefore.getTime());
    until = Math.min(until, certificate.notAfter.getTime());
  }
  return from <= until ? new Date(until) : undefined;
}
