import { AlgorithmError } from '../../algorithms/provider.ts';
import type { Algorithms } from '../../algorithms/registry.ts';
import type { AlgorithmIdentifier } from '../../formats/x509/certificate.ts';
import type { WorkingKey } from './working-key.ts';

/** Anything with a signature over its own tbs: certificate, CRL, OCSP response. */
export interface Signed {
  readonly tbs: Uint8Array;
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly signature: Uint8Array;
}

/** `not-checked`: no provider has the algorithm, or the key or its parameters are not usable. */
export type SignatureOutcome = 'valid' | 'invalid' | 'not-checked';

/** The mathematics only: whether `key` made the signature. */
export async function verifySigned(
  algorithms: Algorithms,
  signed: Signed,
  key: WorkingKey,
): Promise<SignatureOutcome> {
  const scheme = algorithms.signature(signed.signatureAlgorithm.oid);
  if (scheme === undefined) return 'not-checked';
  // A key of another algorithm cannot have made the signature.
  if (!scheme.keyOids.includes(key.algorithm.oid)) return 'invalid';
  try {
    const valid = await scheme.verify({
      publicKey: key.der,
      algorithm: signed.signatureAlgorithm,
      data: signed.tbs,
      signature: signed.signature,
    });
    return valid ? 'valid' : 'invalid';
  } catch (error) {
    if (error instanceof AlgorithmError) return 'not-checked';
    throw error;
  }
}
