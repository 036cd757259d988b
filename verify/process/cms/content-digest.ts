import type { AlgorithmReference } from '../../../algorithms/provider.ts';
import type { Algorithms } from '../../../algorithms/registry.ts';
import type { SignerInfo } from '../../../formats/cms/signed-data.ts';
import { namedDigest } from '../known-algorithms.ts';

/**
 * The digest that an algorithm of digestAlgorithms or digestAlgorithm names. Services in the field write there the
 * signature algorithm that takes the digest (sha256WithRSAEncryption): it names one and the same.
 */
export function digestNamedBy(algorithm: AlgorithmReference, algorithms: Algorithms): string {
  if (algorithms.digest(algorithm.oid) !== undefined) return algorithm.oid;
  return namedDigest(algorithm, algorithms) ?? algorithm.oid;
}

/** Of the content, and of the attributes where there are any (RFC 5652 §5.4). */
export function contentDigest({ digestAlgorithm }: SignerInfo, algorithms: Algorithms): string {
  return digestNamedBy(digestAlgorithm, algorithms);
}
