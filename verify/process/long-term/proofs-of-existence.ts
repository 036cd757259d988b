import { OctetMap } from '../../../formats/octet-map.ts';

/**
 * EN 319 102-1 §5.6.2.3: since when each object (a certificate, a CRL, an OCSP response, a token, a signature
 * value) is proven to exist, by its octets. The earliest proof counts.
 */
export class ProofsOfExistence {
  /** Of everything that nothing else is known of. */
  readonly now: Date;
  readonly #proven = new OctetMap<Date>();

  constructor(now: Date) {
    this.now = now;
  }

  prove(octets: Uint8Array, time: Date): void {
    const known = this.#proven.get(octets);
    if (known === undefined || time < known) this.#proven.set(octets, time);
  }

  timeOf(octets: Uint8Array): Date {
    const known = this.#proven.get(octets);
    return known === undefined || known > this.now ? this.now : known;
  }
}
