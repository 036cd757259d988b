import { readDer } from '../../formats/asn1/decode.ts';
import { TAG } from '../../formats/asn1/tags.ts';
import { AlgorithmError } from '../provider.ts';
import type { PublicKeyParts } from './public-key.ts';

export interface Curve {
  /** As NIST, SEC 2 or RFC 5639 call it; WebCrypto has those of NIST from P-256 on. */
  readonly name: string;
  /** Of the order of the group, and of the prime. */
  readonly bits: number;
}

const BRAINPOOL_SIZES = [160, 192, 224, 256, 320, 384, 512];

// RFC 5480 §2.1.1.1, SEC 2 §2.4.1, RFC 5639 §3 (of each size the twisted curve after the random one).
const CURVES: ReadonlyMap<string, Curve> = new Map<string, Curve>([
  ['1.2.840.10045.3.1.1', { name: 'P-192', bits: 192 }],
  ['1.3.132.0.33', { name: 'P-224', bits: 224 }],
  ['1.2.840.10045.3.1.7', { name: 'P-256', bits: 256 }],
  ['1.3.132.0.34', { name: 'P-384', bits: 384 }],
  ['1.3.132.0.35', { name: 'P-521', bits: 521 }],
  ['1.3.132.0.10', { name: 'secp256k1', bits: 256 }],
  ...BRAINPOOL_SIZES.flatMap((bits, index) =>
    ['r1', 't1'].map((kind, twisted): [string, Curve] => [
      `1.3.36.3.3.2.8.1.1.${2 * index + twisted + 1}`,
      { name: `brainpoolP${bits}${kind}`, bits },
    ]),
  ),
]);

export const CURVE_NAMES: readonly string[] = [...CURVES.values()].map(({ name }) => name);

/** By the OID of a namedCurve; undefined: none that is known here. */
export function curveByOid(oid: string): Curve | undefined {
  return CURVES.get(oid);
}

/** Octets of a coordinate, and of each half of a value in IEEE P1363. */
export function octetsOf({ bits }: Curve): number {
  return Math.ceil(bits / 8);
}

/**
 * The curve of a key, however strong: what it is worth is policy. RFC 5480 §2.1.1: namedCurve only. Explicit parameters let a forger choose the generator
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
  const coordinate = octetsOf(curve);
  const uncompressed = form === 0x04 && octets === 2 * coordinate;
  const compressed = (form === 0x02 || form === 0x03) && octets === coordinate;
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
