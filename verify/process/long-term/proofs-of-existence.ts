import { OctetMap } from '../../../formats/octet-map.ts';

/** Since when an object is proven to exist, and the token that proves it, if one does. */
export interface Proof {
  readonly time: Date;
  readonly token?: Uint8Array;
}

/**
 * EN 319 102-1 §5.6.2.3: since when each object (a certificate, a CRL, an OCSP response, a token, a signature
 * value) is proven to exist, by its octets. The earliest proof counts.
 */
export class ProofsOfExistence {
  /** Of everything that nothing else is known of. */
  readonly now: Date;
  readonly #proven = new OctetMap<Proof>();

  constructor(now: Date) {
    this.now = now;
  }

  prove(octets: Uint8Array, time: Date, token?: Uint8Array): void {
    const known = this.#proven.get(octets);
    if (known !== undefined && known.time <= time) return;
    this.#proven.set(octets, token === undefined ? { time } : { time, token });
  }

  timeOf(octets: Uint8Array): Date {
    return this.proofOf(octets).time;
  }

  proofOf(octets: Uint8Array): Proof {
    const known = this.#proven.get(octets);
    return known === undefined || known.time > this.now ? { time: this.now } : known;
  }
}
