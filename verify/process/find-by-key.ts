import type { Certificate } from '../../formats/x509/certificate.ts';

/** Certificates whose key is tried: each costs a verification. */
export const KEYS_LIMIT = 256;

/**
 * The signature names no certificate: the first one at hand under whose key its value verifies. None is
 * found where no key fits, which says nothing against the signature.
 */
export async function findByKey({
  pool,
  verifiesUnder,
}: {
  readonly pool: readonly Certificate[];
  readonly verifiesUnder: (certificate: Certificate) => Promise<boolean>;
}): Promise<Certificate[]> {
  for (const certificate of pool.slice(0, KEYS_LIMIT)) {
    if (await verifiesUnder(certificate)) return [certificate];
  }
  return [];
}
