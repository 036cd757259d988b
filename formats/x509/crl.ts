// RFC 5280 §5.1: the facts of a CRL, as read. Nothing here is verified or trusted.
import type { ByteSource } from '../byte-source.ts';
import type { AlgorithmIdentifier, Extension, Name } from './certificate.ts';

export interface CrlEntry {
  /** Content octets of the serial number, as encoded. */
  readonly serialNumber: Uint8Array;
  readonly revocationDate: Date;
  readonly extensions: readonly Extension[];
}

/** What every CRL says of itself. */
export interface CrlFields {
  readonly version: number;
  readonly issuer: Name;
  readonly thisUpdate: Date;
  readonly nextUpdate?: Date;
  readonly extensions: readonly Extension[];
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly tbsSignatureAlgorithm: AlgorithmIdentifier;
  readonly signature: Uint8Array;
}

export interface Crl extends CrlFields {
  readonly der: Uint8Array;
  readonly tbs: Uint8Array;
  /** The entries in encoded order, decoded one by one: a CRL may hold millions. */
  entries(): Iterable<CrlEntry>;
}

/** A CRL that stays where it is and is read in pieces: only its fields are in memory. */
export interface LargeCrl extends CrlFields {
  readonly source: ByteSource;
  /** What is signed. */
  readonly tbs: ByteSource;
  /** The content of revokedCertificates. */
  readonly revoked: ByteSource;
}
