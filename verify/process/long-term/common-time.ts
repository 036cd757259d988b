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

/**
 * When the first of the authorities of a path ended, the anchor apart, which is trusted by itself; undefined: there is
 * none. Whoever has the key by then issues what he likes: see ended-authorities.md.
 */
export function endOfAuthorities(authorities: readonly CertificateFacts[]): Date | undefined {
  const ends = authorities.slice(0, -1).map(({ certificate }) => certificate.notAfter.getTime());
  return ends.length === 0 ? undefined : new Date(Math.min(...ends));
}
