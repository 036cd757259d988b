import { readDer } from '../../formats/asn1/decode.ts';
import { integerValue } from '../../formats/asn1/primitives.ts';
import { TAG } from '../../formats/asn1/tags.ts';
import { AlgorithmError } from '../provider.ts';

/** The largest that OpenSSL verifies with; a longer modulus only slows the verifier down. */
const MAX_MODULUS_OCTETS = 2048;
/** FIPS 186-5 §A.1.1 has no larger one. */
const MAX_EXPONENT_OCTETS = 32;

/**
 * RSAPublicKey ::= SEQUENCE { modulus INTEGER, publicExponent INTEGER } (RFC 8017 §A.1.1)
 *
 * With exponent 1 every padded message is its own signature; an even one belongs to no key pair.
 */
export function refuseWeakRsaKey(keyBits: Uint8Array, scheme: string): void {
  let modulus: Uint8Array;
  let exponent: Uint8Array;
  try {
    [modulus, exponent] = readDer(keyBits, 'RSAPublicKey', (reader) => {
      const key = reader.enter(TAG.sequence);
      const parts = [key.integerOctets(), key.integerOctets()] as const;
      key.finish();
      return parts;
    });
  } catch (cause) {
    throw new AlgorithmError('unsupported-key', scheme, 'malformed RSAPublicKey', cause);
  }
  const isPositive = (modulus[0] ?? 0x80) < 0x80;
  if (!isPositive || modulus.length > MAX_MODULUS_OCTETS + 1 || isWeakExponent(exponent)) {
    throw new AlgorithmError('unsupported-key', scheme, 'RSA modulus or exponent out of range');
  }
}

function isWeakExponent(octets: Uint8Array): boolean {
  if (octets.length > MAX_EXPONENT_OCTETS + 1) return true;
  const exponent = integerValue(octets);
  return exponent < 3n || exponent % 2n === 0n;
}
