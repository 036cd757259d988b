// RFC 5280 §5.1: the facts of a CRL, as read. Nothing here is verified or trusted.
import type { AlgorithmIdentifier, Extension, Name } from './certificate.ts';

export interface CrlEntry {
  /** Content octets of the serial number, as encoded. */
  readonly serialNumber: Uint8Array;
  readonly revocationDate: Date;
  readonly extensions: readonly Extension[];
}

export interface Crl {
  readonly der: Uint8Array;
  readonly tbs: Uint8Array;
  readonly version: number;
  readonly issuer: Name;
  readonly thisUpdate: Date;
  readonly nextUpdate?: Date;
  readonly extensions: readonly Extension[];
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly tbsSignatureAlgorithm: AlgorithmIdentifier;
  readonly signature: Uint8Array;
  /** The entries in encoded order, decoded one by one: a CRL may hold millions. */
  entries(): Iterable<CrlEntry>;
}
