import type { WeierstrassPoint } from '@noble/curves/abstract/weierstrass.js';
import { readDer } from '../../formats/asn1/decode.ts';
import { TAG } from '../../formats/asn1/tags.ts';
import { readPublicKey, refuseOtherKeys } from '../identifiers/public-key.ts';
import { AlgorithmError } from '../provider.ts';
import { type GostCurve, PARAMETER_SETS } from './curves.ts';
import { GOST_2012_256, GOST_2012_512, type GostScheme } from './identifiers.ts';
import { fromLittleEndian } from './octets.ts';

export interface ImportedKey {
  readonly curve: GostCurve;
  readonly point: WeierstrassPoint<bigint>;
}

/**
 * RFC 9215 §4: the bits are an OCTET STRING { x ‖ y }, each with its least significant octet first. The
 * point is checked to be one that a signer can have. Throws AlgorithmError `unsupported-key`.
 */
export function importPublicKey(scheme: GostScheme, spki: Uint8Array): ImportedKey {
  const parts = readPublicKey(spki, scheme.name);
  refuseOtherKeys(scheme, parts.oid);
  const curve = curveOfKey(scheme, parts.parameters);
  const point = readPoint(scheme, curve, parts.keyBits);
  return { curve, point };
}

/** Whether both are one GOST R 34.10-2012 key, written with or without the digest in its parameters. */
export function isSameGostKey(one: Uint8Array, other: Uint8Array): boolean {
  return [GOST_2012_256, GOST_2012_512].some((scheme) => {
    try {
      const [a, b] = [importPublicKey(scheme, one), importPublicKey(scheme, other)];
      return a.curve === b.curve && a.point.equals(b.point);
    } catch (error) {
      if (error instanceof AlgorithmError) return false;
      throw error;
    }
  });
}

/**
 * GostR3410-2012-PublicKeyParameters ::= SEQUENCE {
 *   publicKeyParamSet OBJECT IDENTIFIER, digestParamSet OBJECT IDENTIFIER OPTIONAL }
 * GostR3410-2001-PublicKeyParameters has an encryptionParamSet after them (RFC 4491 §2.3.2).
 */
export function curveOfKey(scheme: GostScheme, parameters: Uint8Array | undefined): GostCurve {
  const sets = readParameterSets(scheme, parameters);
  const [keySet = '', digestSet] = sets;
  const curve = PARAMETER_SETS.get(keySet);
  // A 256-bit key cannot lie on a 512-bit curve, whatever a certificate says of it.
  if (curve === undefined || curve.octets !== scheme.octets) {
    throw new AlgorithmError('unsupported-key', scheme.name, `parameter set ${keySet}`);
  }
  // RFC 9215 §4.2: written with some sets, left out with others; both are read.
  if (digestSet !== undefined && !scheme.digestParameterSets.includes(digestSet)) {
    throw new AlgorithmError('unsupported-key', scheme.name, `key for the digest ${digestSet}`);
  }
  return curve;
}

function readParameterSets(scheme: GostScheme, parameters: Uint8Array | undefined): string[] {
  if (parameters === undefined) {
    // RFC 4491 §2.3.2: inherited from the issuer, which the path knows and the key does not.
    throw new AlgorithmError('unsupported-key', scheme.name, 'parameters are inherited');
  }
  try {
    return readDer(parameters, 'GOST key parameters', (reader) => {
      const sequence = reader.enter(TAG.sequence);
      const sets = [sequence.oid()];
      while (sequence.more && sets.length < 3) sets.push(sequence.oid());
      sequence.finish();
      return sets;
    });
  } catch (cause) {
    throw new AlgorithmError('unsupported-key', scheme.name, 'malformed key parameters', cause);
  }
}

function readPoint(
  scheme: GostScheme,
  { octets, name, Point }: GostCurve,
  keyBits: Uint8Array,
): WeierstrassPoint<bigint> {
  try {
    const encoded = readDer(keyBits, 'GOST public key', (reader) => reader.octetString());
    if (encoded.length !== 2 * octets) throw new RangeError(`point of ${encoded.length} octets`);
    const x = fromLittleEndian(encoded.subarray(0, octets));
    const y = fromLittleEndian(encoded.subarray(octets));
    const point = Point.fromAffine({ x, y });
    // On the curve, not infinity, and of order q: on a curve with a cofactor the rest is small subgroups.
    point.assertValidity();
    return point;
  } catch (cause) {
    throw new AlgorithmError('unsupported-key', scheme.name, `no point of ${name}`, cause);
  }
}
