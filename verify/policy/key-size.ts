import { derReader } from '../../formats/asn1/decode.ts';
import { TAG } from '../../formats/asn1/tags.ts';
import { FormatError } from '../../formats/format-error.ts';
import type { PublicKeyInfo } from '../../formats/x509/certificate.ts';

const RSA_KEYS = new Set(['1.2.840.113549.1.1.1', '1.2.840.113549.1.1.10']);
const DSA_KEY = '1.2.840.10040.4.1';
const EC_KEY = '1.2.840.10045.2.1';

// SEC 2 §2, RFC 5480 §2.1.1.1, RFC 5639 §3: bits of the group order.
const CURVES = new Map<string, number>([
  ['1.2.840.10045.3.1.1', 192],
  ['1.2.840.10045.3.1.7', 256],
  ['1.3.132.0.33', 224],
  ['1.3.132.0.34', 384],
  ['1.3.132.0.35', 521],
  ['1.3.132.0.10', 256],
  ...[160, 160, 192, 192, 224, 224, 256, 256, 320, 320, 384, 384, 512, 512].map(
    (bits, index): [string, number] => [`1.3.36.3.3.2.8.1.1.${index + 1}`, bits],
  ),
]);

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
    if (oid === EC_KEY) return parameters === undefined ? undefined : curveBits(parameters);
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

function curveBits(parameters: Uint8Array): number | undefined {
  const reader = derReader(parameters, 'curve');
  return reader.is(TAG.oid) ? CURVES.get(reader.oid()) : undefined;
}
