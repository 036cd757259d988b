import type { AlgorithmProvider } from '../provider.ts';
import {
  GOST_94_DIGEST,
  GOST_2001,
  GOST_2012_256,
  GOST_2012_512,
  STREEBOG_256_DIGEST,
  STREEBOG_512_DIGEST,
} from './identifiers.ts';
import { keyImporter } from './key-cache.ts';
import { startGost94 } from './legacy/gost94.ts';
import { gostDigest, gostSignature } from './signatures.ts';
import { startStreebog } from './streebog/streebog.ts';

const streebog256 = () => startStreebog(32);
const streebog512 = () => startStreebog(64);

/**
 * GOST R 34.10-2012 with GOST R 34.11-2012, and their predecessors of 2001 and 1994 for verification, in
 * portable code. `keyCache` is how many public keys the provider keeps; each that is used often gets
 * tables of up to 1 MB.
 */
export function createGost({ keyCache = 64 } = {}): AlgorithmProvider {
  const importKey = keyImporter(keyCache);
  return {
    name: 'gost',
    digests: [
      gostDigest(STREEBOG_256_DIGEST, streebog256),
      gostDigest(STREEBOG_512_DIGEST, streebog512),
      gostDigest(GOST_94_DIGEST, startGost94),
    ],
    signatures: [
      gostSignature(GOST_2012_256, streebog256, importKey),
      gostSignature(GOST_2012_512, streebog512, importKey),
      gostSignature(GOST_2001, startGost94, importKey),
    ],
  };
}

/** The provider without memory: the same answers, each key imported anew. */
export const gost: AlgorithmProvider = createGost({ keyCache: 0 });
