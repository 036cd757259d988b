import { equalBytes } from '../../../formats/equal-bytes.ts';

/** Since when an object is proven to exist, and the token that proves it, if one does. */
export interface Proof {
  readonly time: Date;
  readonly token?: Uint8Array;
}

interface Proven {
  readonly octets: Uint8Array;
  proof: Proof;
}

/** Octets at the end of an object by which it is looked up; in what is signed, a part of the signature. */
const KEY_OCTETS = 24;

/**
 * EN 319 102-1 §5.6.2.3: since when each object (a certificate, a CRL, an OCSP response, a token, a signature
 * value) is proven to exist, by its octets. The earliest proof counts.
 */
export class ProofsOfExistence {
  /** Of everything that nothing else is known of. */
  readonly now: Date;
  readonly #proven = new Map<string, Proven[]>();

  constructor(now: Date) {
    this.now = now;
  }

  prove(octets: Uint8Array, time: Date, token?: Uint8Array): void {
    const proof = token === undefined ? { time } : { time, token };
    const key = keyOf(octets);
    const alike = this.#proven.get(key) ?? [];
    this.#proven.set(key, alike);
    const known = alike.find((each) => equalBytes(each.octets, octets));
    if (known === undefined) alike.push({ octets, proof });
    else if (time < known.proof.time) known.proof = proof;
  }

  timeOf(octets: Uint8Array): Date {
    return this.proofOf(octets).time;
  }

  proofOf(octets: Uint8Array): Proof {
    const alike = this.#proven.get(keyOf(octets)) ?? [];
    const known = alike.find((each) => equalBytes(each.octets, octets));
    return known === undefined || known.proof.time > this.now ? { time: this.now } : known.proof;
  }
}

function keyOf(octets: Uint8Array): string {
  return `${octets.length} ${octets.subarray(-KEY_OCTETS).join()}`;
}
