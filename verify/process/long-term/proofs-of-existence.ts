import { equalBytes } from '../../../formats/equal-bytes.ts';

interface Proven {
  readonly octets: Uint8Array;
  time: Date;
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

  prove(octets: Uint8Array, time: Date): void {
    const key = keyOf(octets);
    const alike = this.#proven.get(key) ?? [];
    this.#proven.set(key, alike);
    const known = alike.find((each) => equalBytes(each.octets, octets));
    if (known === undefined) alike.push({ octets, time });
    else if (time < known.time) known.time = time;
  }

  timeOf(octets: Uint8Array): Date {
    const alike = this.#proven.get(keyOf(octets)) ?? [];
    const known = alike.find((each) => equalBytes(each.octets, octets));
    return known === undefined || known.time > this.now ? this.now : known.time;
  }
}

function keyOf(octets: Uint8Array): string {
  return `${octets.length} ${octets.subarray(-KEY_OCTETS).join()}`;
}
