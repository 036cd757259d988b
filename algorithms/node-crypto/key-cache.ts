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
  try {
    return createPublicKey({ key: spki, format: 'der', type: 'spki' });
  } catch (cause) {
    throw new AlgorithmError('unsupported-key', algorithm, 'key refused by OpenSSL', cause);
  }
}
