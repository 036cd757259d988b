import { createPublicKey, type KeyObject } from 'node:crypto';
import { AlgorithmError } from '../provider.ts';

/** Turns the DER of a SubjectPublicKeyInfo into a key, once per key while it stays in the cache. */
export type ImportKey = (spki: Uint8Array, algorithm: string) => KeyObject;

/**
 * OpenSSL takes longer to import a key than to verify with it, and an archive meets the same keys again
 * and again. The whole DER is the look-up key, so that equal means equal; the least recently used goes.
 */
export function keyImporter(capacity: number): ImportKey {
  const cache = new Map<string, KeyObject>();
  return (spki, algorithm) => {
    const bytes = Buffer.from(spki.buffer, spki.byteOffset, spki.byteLength);
    if (capacity === 0) return importKey(bytes, algorithm);
    const id = bytes.toString('latin1');
    const key = cache.get(id) ?? importKey(bytes, algorithm);
    cache.delete(id);
    cache.set(id, key);
    if (cache.size > capacity) {
      const [oldest = id] = cache.keys();
      cache.delete(oldest);
    }
    return key;
  };
}

function importKey(spki: Buffer, algorithm: string): KeyObject {
  let key: KeyObject;
  try {
    key = createPublicKey({ key: spki, format: 'der', type: 'spki' });
  } catch (cause) {
    throw new AlgorithmError('unsupported-key', algorithm, 'key refused by OpenSSL', cause);
  }
  refuseWeakExponent(key, algorithm);
  return key;
}

/** FIPS 186-5 §A.1.1 has no larger one; longer only slows the verifier down. */
const MAX_EXPONENT_BITS = 256n;
const MAX_MODULUS_BITS = 16384;

/** With exponent 1 every number is its own signature; an even one has no inverse. */
function refuseWeakExponent(key: KeyObject, algorithm: string): void {
  const { publicExponent, modulusLength } = key.asymmetricKeyDetails ?? {};
  if (publicExponent === undefined) return;
  const weak = publicExponent < 3n || publicExponent % 2n === 0n;
  if (
    weak ||
    publicExponent >> MAX_EXPONENT_BITS !== 0n ||
    (modulusLength ?? 0) > MAX_MODULUS_BITS
  ) {
    throw new AlgorithmError(
      'unsupported-key',
      algorithm,
      `RSA key of ${modulusLength} bits with exponent ${publicExponent.toString(16).slice(0, 80)}h`,
    );
  }
}
