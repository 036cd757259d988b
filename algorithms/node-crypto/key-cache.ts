import { createPublicKey, type KeyObject } from 'node:crypto';
import { type PublicKeyParts, readPublicKey } from '../identifiers/public-key.ts';
import { AlgorithmError } from '../provider.ts';

/** Throws AlgorithmError for a key that the scheme does not take; asked once per key that it takes. */
export type KeyRules = (parts: PublicKeyParts) => void;

/** Turns the DER of a SubjectPublicKeyInfo into a key that keeps the scheme's rules. */
export type ImportKey = (spki: Uint8Array, scheme: string, rules: KeyRules) => KeyObject;

interface Imported {
  /** The whole DER, in memory of its own. */
  readonly spki: Uint8Array;
  readonly key: KeyObject;
  /** Schemes whose rules the key was held to. */
  readonly schemes: Set<string>;
}

/** The end of a key, which finds what may be the same; all octets decide. */
const ENDING = 32;

/**
 * OpenSSL takes longer to import a key than to verify with it, and an archive meets the same keys again
 * and again. Keys are the same when their whole DER is.
 */
export function keyImporter(capacity: number): ImportKey {
  const recent = capacity === 0 ? undefined : new RecentKeys(capacity);
  return (spki, scheme, rules) => {
    const bytes = Buffer.from(spki.buffer, spki.byteOffset, spki.byteLength);
    const ending = bytes.toString('latin1', Math.max(0, bytes.length - ENDING));
    const found = recent?.get(ending);
    const known = found && bytes.equals(found.spki) ? found : undefined;
    if (known?.schemes.has(scheme)) return known.key;
    rules(readPublicKey(spki, scheme)); // before OpenSSL sees the key
    const key = known?.key ?? importKey(bytes, scheme);
    if (known === undefined) {
      recent?.add(ending, { spki: Uint8Array.from(bytes), key, schemes: new Set([scheme]) });
    } else known.schemes.add(scheme);
    return key;
  };
}

/**
 * At most `capacity` keys in two generations: the younger one grows to half of it, then takes the place of
 * the older one, and what is asked for joins the younger. Unlike a list in order of use, it is not written
 * anew by every question.
 */
class RecentKeys {
  readonly #capacity: number;
  #younger = new Map<string, Imported>();
  #older: ReadonlyMap<string, Imported> = new Map();

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get(id: string): Imported | undefined {
    const younger = this.#younger.get(id);
    if (younger !== undefined) return younger;
    const older = this.#older.get(id);
    if (older !== undefined) this.add(id, older);
    return older;
  }

  add(id: string, imported: Imported): void {
    this.#younger.set(id, imported);
    if (this.#younger.size * 2 < this.#capacity) return;
    this.#older = this.#younger;
    this.#younger = new Map();
  }
}

function importKey(spki: Buffer, algorithm: string): KeyObject {
  try {
    return createPublicKey({ key: spki, format: 'der', type: 'spki' });
  } catch (cause) {
    throw new AlgorithmError('unsupported-key', algorithm, 'key refused by OpenSSL', cause);
  }
}
