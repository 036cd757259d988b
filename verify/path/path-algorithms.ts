import { MD5, RIPEMD160, SHA512_224, SHA512_256 } from '../../algorithms/identifiers/digests.ts';
import type { AlgorithmReference, SignatureAlgorithm } from '../../algorithms/provider.ts';
import { curveName } from '../policy/key-size.ts';
import type { WorkingKey } from './working-key.ts';

const NO_DIGESTS: ReadonlySet<string> = new Set([MD5, RIPEMD160, SHA512_224, SHA512_256]);

/** ETSI TS 119 312 v2.1.1 §6.2.2.3, table 3; and what has no name here is the provider's own matter. */
const CURVES: ReadonlySet<string | undefined> = new Set([
  ...['P-256', 'P-384', 'P-521', 'brainpoolP256r1', 'brainpoolP384r1', 'brainpoolP512r1'],
  undefined,
]);

/**
 * Whether a certificate, a CRL or an OCSP response is looked at that is signed so. The search for a path knows no policy
 * and takes the first that holds: a cross-certificate under MD5, which anybody may have forged, would stand in front of
 * the path that the policy accepts, and `okno path` asks no policy at all. Throws AlgorithmError where the
 * parameters cannot be read.
 */
export function isPathAlgorithm(
  scheme: SignatureAlgorithm,
  algorithm: AlgorithmReference,
  key: WorkingKey,
): boolean {
  const digest = scheme.digestOid(algorithm);
  return (digest === undefined || !NO_DIGESTS.has(digest)) && CURVES.has(curveName(key));
}
