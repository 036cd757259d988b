import { OID } from '../../formats/asn1/oids.ts';
import { FormatError } from '../../formats/format-error.ts';
import type { LargeCrl } from '../../formats/x509/crl.ts';
import { issuingDistributionPoint } from '../../formats/x509/extensions.ts';
import { largeCrlEntries } from '../../formats/x509/parse-large-crl.ts';
import { hasUnknownCritical } from './crl-entries.ts';

/** A list too large for memory, with what finds its entries. */
export interface IndexedCrl extends LargeCrl {
  readonly index: CrlIndex;
  /** Lower-case hex digest of the whole, where whoever opened it has computed it. */
  readonly sha256?: string;
}

/** Eight octets an entry; offsets are of four. */
const MOST_OCTETS = 2 ** 32;
/** Of entries whose serial numbers look alike to the index, read one by one. */
const MOST_ALIKE = 10_000;

/**
 * Where the entries of a list are, by serial number, and what must be known of all of them. It says the truth
 * of exactly the octets that it was made from: whoever keeps it binds it to their digest.
 */
export class CrlIndex {
  /** RFC 5280 §5.3: an entry has a critical extension that is not processed, so that none may be used. */
  readonly unknownCritical: boolean;
  /** Sorted; the upper half is the hash of the serial number, the lower the offset of the entry. */
  readonly places: BigUint64Array;
  /** Sorted offsets of the entries that name a certificate issuer (RFC 5280 §5.3.3). */
  readonly issuers: Uint32Array;

  constructor(parts: Pick<CrlIndex, 'unknownCritical' | 'places' | 'issuers'>) {
    this.unknownCritical = parts.unknownCritical;
    this.places = parts.places;
    this.issuers = parts.issuers;
  }

  /** Offsets of the entries that may have the serial number; the entry itself decides. */
  offsetsOf(serialNumber: Uint8Array): readonly number[] {
    const hash = BigInt(serialHash(serialNumber)) << 32n;
    const end = hash + (1n << 32n);
    const offsets: number[] = [];
    for (let at = firstFrom(this.places, hash); at < this.places.length; at += 1) {
      const place = this.places[at];
      if (place === undefined || place >= end) break;
      offsets.push(Number(place & 0xffffffffn));
      if (offsets.length > MOST_ALIKE) {
        throw new FormatError('limit', {
          format: 'CRL',
          reason: `over ${MOST_ALIKE} entries alike`,
        });
      }
    }
    return offsets;
  }

  /** Offset of the entry that names the certificate issuer of the entry at `offset`, itself or before it. */
  issuerOffset(offset: number): number | undefined {
    const after = firstFrom(this.issuers, offset + 1);
    return after === 0 ? undefined : this.issuers[after - 1];
  }
}

/** Reads the whole list once. Throws FormatError for an entry that is none, or an unsorted use of the limit. */
export async function indexCrl(crl: LargeCrl): Promise<CrlIndex> {
  if (crl.revoked.size > MOST_OCTETS) {
    throw new FormatError('limit', { format: 'CRL', reason: `over ${MOST_OCTETS} octets` });
  }
  const indirect = issuingDistributionPoint(crl.extensions)?.indirectCRL === true;
  const issuers: number[] = [];
  let places = new BigUint64Array(1024);
  let count = 0;
  let unknownCritical = false;
  for await (const { offset, entry } of largeCrlEntries(crl)) {
    if (entry.extensions.length > 0) {
      unknownCritical ||= hasUnknownCritical(entry, indirect);
      if (entry.extensions.some(({ oid }) => oid === OID.certificateIssuer)) issuers.push(offset);
    }
    if (count === places.length) places = grown(places);
    places[count] = (BigInt(serialHash(entry.serialNumber)) << 32n) | BigInt(offset);
    count += 1;
  }
  return new CrlIndex({
    unknownCritical,
    places: places.slice(0, count).sort(),
    issuers: Uint32Array.from(issuers),
  });
}

function grown(places: BigUint64Array): BigUint64Array<ArrayBuffer> {
  const more = new BigUint64Array(places.length * 2);
  more.set(places);
  return more;
}

/** FNV-1a, 32 bits: spreads, and no more is asked of it. */
function serialHash(octets: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (const octet of octets) hash = Math.imul(hash ^ octet, 0x01000193) >>> 0;
  return hash;
}

/** The first position whose value is `value` or more. */
function firstFrom<T extends bigint | number>(sorted: ArrayLike<T>, value: T): number {
  let from = 0;
  let to = sorted.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    const found = sorted[middle];
    if (found !== undefined && found < value) from = middle + 1;
    else to = middle;
  }
  return from;
}
