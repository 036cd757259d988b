import { berReader } from '../asn1/decode.ts';
import { TAG } from '../asn1/tags.ts';
import { toDer } from '../asn1/to-der.ts';
import { FormatError } from '../format-error.ts';
import type { Certificate, Name } from './certificate.ts';
import { parseCertificate } from './parse-certificate.ts';

/**
 * A certificate whose issuer kept to BER only (lengths that are too long, indefinite ones): its facts are read
 * from the DER that it means, and `notDer` says so. Its octets, and those that are signed, stay as received. Throws
 * the FormatError of the strict reading where it is no certificate in BER either.
 */
export function parseTolerantly(bytes: Uint8Array, known?: readonly Name[]): Certificate {
  try {
    return parseCertificate(bytes, known);
  } catch (error) {
    if (!(error instanceof FormatError) || error.code !== 'malformed') throw error;
    return readBer(bytes) ?? raise(error);
  }
}

/** Reads one certificate, `known` as in `readName`; throws FormatError. */
export type ReadCertificate = (der: Uint8Array, known?: readonly Name[]) => Certificate;

export interface Reading {
  /** Told of each that cannot be read, by its position from 1. */
  readonly passedOver?: (position: number, why: FormatError) => void;
  /** Absent: `parseTolerantly`. */
  readonly read?: ReadCertificate | undefined;
}

/** Names of the certificates of a chain, which each hold that of the next; each name read is compared with all of them. */
const KNOWN_NAMES = 8;

/**
 * Of certificates that came along, those that can be read: they are hints, and one that cannot be read is none. Throws
 * FormatError `limit`.
 */
export function readableCertificates(
  encodings: readonly Uint8Array[],
  { passedOver, read = parseTolerantly }: Reading = {},
): Certificate[] {
  const certificates: Certificate[] = [];
  const names: Name[] = [];
  for (const [index, encoding] of encodings.entries()) {
    try {
      const certificate = read(encoding, names);
      certificates.push(certificate);
      if (names.length < KNOWN_NAMES) names.push(certificate.issuer, certificate.subject);
    } catch (error) {
      if (!(error instanceof FormatError) || error.code === 'limit') throw error;
      passedOver?.(index + 1, error);
    }
  }
  return certificates;
}

function readBer(bytes: Uint8Array): Certificate | undefined {
  try {
    const canonical = toDer(bytes, 'certificate');
    if (canonical === bytes) return undefined; // it was DER: what is wrong is something else
    const tbs = berReader(bytes, 'certificate').enter(TAG.sequence).elementOf(TAG.sequence);
    return { ...parseCertificate(canonical), der: bytes, tbs, notDer: true };
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}

function raise(error: FormatError): never {
  throw error;
}
