import { EDDSA, ML_DSA } from '../identifiers/signatures.ts';
import type { AlgorithmProvider } from '../provider.ts';
import { nodeDigests } from './digests.ts';
import { keyImporter } from './key-cache.ts';
import { rsaPss } from './rsa-pss.ts';
import { dsa, ecdsa, pure, rsaPkcs1 } from './signatures.ts';

/**
 * The algorithms of node:crypto. `keyCache` is how many imported public keys the provider keeps: a
 * service makes one provider with a cache for its lifetime; zero keeps nothing between calls.
 */
export function createNodeCrypto({ keyCache = 256 } = {}): AlgorithmProvider {
  const importKey = keyImporter(keyCache);
  return {
    name: 'node-crypto',
    digests: nodeDigests,
    signatures: [
      rsaPkcs1(importKey),
      rsaPss(importKey),
      ...ecdsa(importKey),
      ...dsa(importKey),
      ...EDDSA.map((scheme) => pure(scheme, importKey)),
      ...(hasMlDsa() ? ML_DSA.map((scheme) => pure(scheme, importKey)) : []),
    ],
  };
}

/** ML-DSA came with OpenSSL 3.5; a Node built on an older one does not have it. */
function hasMlDsa(): boolean {
  const [major = 0, minor = 0] = process.versions.openssl.split('.').map(Number);
  return major > 3 || (major === 3 && minor >= 5);
}

/** The provider without memory: the same answers, each key imported anew. */
export const nodeCrypto: AlgorithmProvider = createNodeCrypto({ keyCache: 0 });
