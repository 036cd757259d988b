import { readDer } from '../../formats/asn1/decode.ts';
import { TAG } from '../../formats/asn1/tags.ts';
import { AlgorithmError } from '../provider.ts';
import type { PublicKeyParts } from './public-key.ts';

export interface Curve {
  /** As NIST and WebCrypto, or RFC 5639, call it. */
  readonly name: string;
  /** Octets of a coordinate. */
  readonly octets: number;
}

/**
 * The curves of ETSI TS 119 312 §6.2.2.3 that OpenSSL has. secp256k1 is not among them: no profile of
 * advanced signatures names it, and what is absent here is reported as unknown, not as wrong.
 */
const CURVES: ReadonlyMap<string, Curve> = new Map([
  ['1.2.840.10045.3.1.7', { name: 'P-256', octets: 32 }],
  ['1.3.132.0.34', { name: 'P-384', octets: 48 }],
  ['1.3.132.0.35', { name: 'P-521', octets: 66 }],
  ['1.3.36.3.3.2.8.1.1.7', { name: 'brainpoolP256r1', octets: 32 }],
  ['1.3.36.3.3.2.8.1.1.11', { name: 'brainpoolP384r1', octets: 48 }],
  ['1.3.36.3.3.2.8.1.1.13', { name: 'brainpoolP512r1', octets: 64 }],
]);

/**
 * RFC 5480 §2.1.1: namedCurve only. Explicit parameters let a forger choose the generator
 * (CVE-2020-0601), and OpenSSL would take them.
 */
export function curveOf(key: PublicKeyParts, scheme: string): Curve {
  const oid = namedCurve(key.parameters);
  const curve = oid === undefined ? undefined : CURVES.get(oid);
  if (curve === undefined) {
    throw new AlgorithmError('unsupported-key', scheme, `curve ${oid ?? 'not named'}`);
  }
  // RFC 5480 §2.2: uncompressed or compressed; the hybrid form of X9.62 is not a second spelling here.
  const form = key.keyBits[0];
  const octets = key.keyBits.length - 1;
  const uncompressed = form === 0x04 && octets === 2 * curve.octets;
  const compressed = (form === 0x02 || form === 0x03) && octets === curve.octets;
  if (!uncompressed && !compressed) {
    throw new AlgorithmError('unsupported-key', scheme, `point of form ${form} on ${curve.name}`);
  }
  return curve;
}

/** ECParameters ::= CHOICE { namedCurve OBJECT IDENTIFIER, … }; undefined for every other choice. */
function namedCurve(parameters: Uint8Array | undefined): string | undefined {
  if (parameters?.[0] !== TAG.oid) return undefined;
  try {
    return readDer(parameters, 'ECParameters', (reader) => reader.oid());
  } catch (cause) {
    throw new AlgorithmError('unsupported-key', 'ecdsa', 'malformed curve', cause);
  }
}
