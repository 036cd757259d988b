import type { GostScheme } from './identifiers.ts';
import { importPublicKey } from './public-key.ts';
import type { GostPublicKey } from './verify-digest.ts';

export type ImportKey = (scheme: GostScheme, spki: Uint8Array) => GostPublicKey;

/** Tables cost as much as a dozen verifications; a key earns them with this many. */
const USES_BEFORE_TABLES = 16;
/** Octets of the longest SubjectPublicKeyInfo that is remembered: no valid one comes near it. */
const LONGEST_KEY = 1024;
/** Bits of a window: 2^5 points in each of 43 windows, about 400 KB for a 256-bit key. */
const WINDOW = 6;

/**
 * Remembers up to `capacity` keys by their whole DER, so that equal means equal; the least recently used
 * goes, and its tables with it. With zero nothing is kept between calls.
 */
export function keyImporter(capacity: number): ImportKey {
  const cache = new Map<string, { key: GostPublicKey; uses: number }>();
  return (scheme, spki) => {
    if (capacity === 0 || spki.length > LONGEST_KEY) {
      return { ...importPublicKey(scheme, spki), hasTables: false };
    }
    const id = `${scheme.name} ${String.fromCharCode(...spki)}`;
    const known = cache.get(id);
    const uses = (known?.uses ?? 0) + 1;
    const plain = known?.key ?? { ...importPublicKey(scheme, spki), hasTables: false };
    const key = uses < USES_BEFORE_TABLES || plain.hasTables ? plain : withTables(plain);
    cache.delete(id);
    cache.set(id, { key, uses });
    if (cache.size > capacity) {
      const [oldest = id] = cache.keys();
      cache.delete(oldest);
    }
    return key;
  };
}

function withTables({ curve, point }: GostPublicKey): GostPublicKey {
  return { curve, point: point.precompute(WINDOW), hasTables: true };
}
