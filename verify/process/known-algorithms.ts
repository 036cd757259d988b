import { AlgorithmError, type AlgorithmReference } from '../../algorithms/provider.ts';
import type { Algorithms } from '../../algorithms/registry.ts';
import { type Failure, failure } from './block.ts';

// RFC 9215 §2–4, RFC 4491 §2: names for the report when the provider that has them is not loaded.
const GOST = new Map<string, string>([
  ['1.2.643.7.1.1.2.2', 'GOST R 34.11-2012-256'],
  ['1.2.643.7.1.1.2.3', 'GOST R 34.11-2012-512'],
  ['1.2.643.7.1.1.3.2', 'GOST R 34.10-2012-256'],
  ['1.2.643.7.1.1.3.3', 'GOST R 34.10-2012-512'],
  ['1.2.643.7.1.1.1.1', 'GOST R 34.10-2012-256'],
  ['1.2.643.7.1.1.1.2', 'GOST R 34.10-2012-512'],
  ['1.2.643.2.2.9', 'GOST R 34.11-94'],
  ['1.2.643.2.2.3', 'GOST R 34.10-2001'],
  ['1.2.643.2.2.19', 'GOST R 34.10-2001'],
]);

const GOST_BY_URI = new Map<string, string>([
  ['gostr34112012-256', 'GOST R 34.11-2012-256'],
  ['gostr34112012-512', 'GOST R 34.11-2012-512'],
  ['gostr34102012-gostr34112012-256', 'GOST R 34.10-2012-256'],
  ['gostr34102012-gostr34112012-512', 'GOST R 34.10-2012-512'],
  ['gostr3411', 'GOST R 34.11-94'],
  ['gostr34102001-gostr3411', 'GOST R 34.10-2001'],
]);

/** XML has two families of URIs with the same last part. */
function xmlName(uri: string): string {
  return uri.replace(
    /^(?:urn:ietf:params:xml:ns:cpxmlsec:algorithms:|http:\/\/www\.w3\.org\/2001\/04\/xmldsig-more#)/,
    '',
  );
}

/**
 * No provider has the algorithm: nothing can be told about the signature. An algorithm outside what is
 * known cannot be reliable either, hence the cryptographic constraint (EN 319 102-1 §5.2.8).
 */
export function unknownAlgorithm(oid: string): Failure {
  const gost = GOST.get(oid) ?? GOST_BY_URI.get(xmlName(oid));
  return gost === undefined
    ? failure('CRYPTO_CONSTRAINTS_FAILURE_NO_POE', 'algorithm-unknown', { oid })
    : failure('CRYPTO_CONSTRAINTS_FAILURE_NO_POE', 'provider-missing', {
        oid,
        algorithm: gost,
        provider: 'gost',
      });
}

/**
 * The digest that a signature algorithm and its parameters name; undefined where it is named beside, or
 * where the algorithm is unknown or its parameters unreadable (verification says so).
 */
export function namedDigest(
  algorithm: AlgorithmReference,
  algorithms: Algorithms,
): string | undefined {
  try {
    return algorithms.signature(algorithm.oid)?.digestOid(algorithm);
  } catch (error) {
    if (error instanceof AlgorithmError) return undefined;
    throw error;
  }
}
