import { type Curve, curveByOid } from '../../algorithms/identifiers/curves.ts';
import {
  DSA_KEY,
  EC_PUBLIC_KEY,
  RSA_ENCRYPTION,
  RSASSA_PSS,
} from '../../algorithms/identifiers/signatures.ts';
import { derReader } from '../../formats/asn1/decode.ts';
import { TAG } from '../../formats/asn1/tags.ts';
import { FormatError } from '../../formats/format-error.ts';
import type { PublicKeyInfo } from '../../formats/x509/certificate.ts';

const RSA_KEYS = new Set([RSA_ENCRYPTION, RSASSA_PSS]);

/**
 * Bits of a public key as algorithm catalogues count them: RSA modulus, DSA prime p, order of a named
 * curve. Undefined where the key does not say (explicit curves, inherited DSA parameters) or has no choice
 * of size (EdDSA, ML-DSA).
 */
export function keyBits(key: PublicKeyInfo): number | undefined {
  const { oid, parameters } = key.algorithm;
  try {
    if (RSA_KEYS.has(oid)) return firstInteger(key.keyBits);
    if (oid === DSA_KEY) return parameters === undefined ? undefined : firstInteger(parameters);
    return namedCurve(key.algorithm)?.bits;
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
  }
  return undefined;
}

// RSAPublicKey ::= SEQUENCE { modulus INTEGER, … }   Dss-Parms ::= SEQUENCE { p INTEGER, … }
function firstInteger(der: Uint8Array): number {
  const octets = derReader(der, 'public key').enter(TAG.sequence).integerOctets();
  const start = octets[0] === 0 ? 1 : 0; // the octet that keeps the integer positive
  return (octets.length - start) * 8 - (Math.clz32(octets[start] ?? 0) - 24);
}

/** Of a key for ECDSA; undefined where it names none that is known. */
export function curveName(key: Pick<PublicKeyInfo, 'algorithm'>): string | undefined {
  try {
    return namedCurve(key.algorithm)?.name;
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return undefined;
  }
}

function namedCurve({ oid, parameters }: PublicKeyInfo['algorithm']): Curve | undefined {
  if (oid !== EC_PUBLIC_KEY || parameters === undefined) return undefined;
  const reader = derReader(parameters, 'curve');
  return reader.is(TAG.oid) ? curveByOid(reader.oid()) : undefined;
}
