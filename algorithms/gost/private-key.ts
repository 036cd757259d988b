import { type DerReader, readDer } from '../../formats/asn1/decode.ts';
import { bitString, integer, octetString, oid, sequence } from '../../formats/asn1/encode.ts';
import { integerValue } from '../../formats/asn1/primitives.ts';
import { TAG } from '../../formats/asn1/tags.ts';
import { AlgorithmError } from '../provider.ts';
import type { GostCurve } from './curves.ts';
import { GOST_2012_256, GOST_2012_512, type GostScheme } from './identifiers.ts';
import { fromLittleEndian, toLittleEndian } from './octets.ts';
import { curveOfKey } from './public-key.ts';
import { signDigest } from './sign-digest.ts';
import { streebog } from './streebog/streebog.ts';

/** Schemes that may sign; GOST R 34.10-2001 may not, since 2020. */
const SIGNING: readonly GostScheme[] = [GOST_2012_256, GOST_2012_512];

/** A private key in memory. */
export interface GostPrivateKey {
  readonly scheme: GostScheme;
  /** DER of the SubjectPublicKeyInfo. */
  readonly publicKey: Uint8Array;
  /** GOST R 34.10-2012 §6.1 over the message, s ‖ r. */
  readonly sign: (message: Uint8Array, random: (size: number) => Uint8Array) => Uint8Array;
}

/**
 * OneAsymmetricKey ::= SEQUENCE { version, privateKeyAlgorithm, privateKey OCTET STRING, … } (RFC 5958 §2),
 * as RFC 9548 §3 and OpenSSL's engine write it. Throws AlgorithmError `unsupported-key`.
 */
export function importGostPrivateKey(pkcs8: Uint8Array): GostPrivateKey {
  const { algorithm, oid, parameters, privateKey } = readPkcs8(pkcs8);
  const scheme = SIGNING.find(({ keyOids }) => keyOids.includes(oid));
  if (scheme === undefined) throw new AlgorithmError('unsupported-key', oid, 'does not sign');
  const curve = curveOfKey(scheme, parameters);
  const d = privateNumber(curve, privateKey);
  const { x, y } = curve.Point.BASE.multiply(d).toAffine();
  const point = new Uint8Array(2 * curve.octets);
  point.set(toLittleEndian(x, curve.octets));
  point.set(toLittleEndian(y, curve.octets), curve.octets);
  return {
    scheme,
    publicKey: sequence(algorithm, bitString(octetString(point))),
    sign: (message, random) =>
      signDigest({ curve, privateKey: d, digest: streebog(curve.octets, message), random }),
  };
}

function readPkcs8(pkcs8: Uint8Array) {
  try {
    return readDer(pkcs8, 'PKCS #8', (reader) => {
      const info = reader.enter(TAG.sequence);
      info.smallInteger();
      const identifier = info.enter(TAG.sequence);
      const oid = identifier.oid();
      const parameters = identifier.more ? identifier.element() : undefined;
      identifier.finish();
      const privateKey = info.octetString();
      while (info.more) info.element(); // attributes, publicKey: computed here instead
      const algorithm = readDer(pkcs8, 'PKCS #8', algorithmElement);
      return { algorithm, oid, parameters, privateKey };
    });
  } catch (cause) {
    throw new AlgorithmError('unsupported-key', 'gost', 'malformed PKCS #8', cause);
  }
}

/** The AlgorithmIdentifier as it stands: the public key's is the same (RFC 9215 §4). */
function algorithmElement(reader: DerReader): Uint8Array {
  const info = reader.enter(TAG.sequence);
  info.smallInteger();
  const element = info.element();
  while (info.more) info.element();
  return element;
}

/** 0 < d < q; the other forms that keys have had are read too. */
function privateNumber({ q, octets, Point }: GostCurve, content: Uint8Array): bigint {
  const d = content.length % octets === 0 ? unmasked(content) : wrapped(content, octets);
  if (d === undefined || d <= 0n || d >= q) {
    throw new AlgorithmError('unsupported-key', 'gost', 'private key out of range');
  }
  return d;

  // RFC 9548 §3: K ‖ M₁ ‖ … ‖ M_k with d = K·M₁·…·M_k mod q; without masks it is d alone.
  function unmasked(parts: Uint8Array): bigint | undefined {
    const [first, ...masks] = chunks(parts, octets).map(fromLittleEndian);
    if (first === undefined || masks.length === 0) return first;
    return masks.reduce((product, mask) => Point.Fn.mul(product, mask % q), first % q);
  }
}

/** Older engines: OCTET STRING, least octet first, or INTEGER, inside the OCTET STRING. */
function wrapped(content: Uint8Array, octets: number): bigint | undefined {
  try {
    return readDer(content, 'GOST private key', (reader) => {
      if (reader.is(TAG.integer)) return integerValue(reader.integerOctets());
      const inner = reader.octetString();
      return inner.length === octets ? fromLittleEndian(inner) : undefined;
    });
  } catch {
    return undefined;
  }
}

function chunks(octets: Uint8Array, size: number): Uint8Array[] {
  return Array.from({ length: octets.length / size }, (_, index) =>
    octets.subarray(size * index, size * (index + 1)),
  );
}

export interface GenerateGostKey {
  readonly bits: 256 | 512;
  /** tc26 A unless said otherwise. */
  readonly parameterSet?: string;
  readonly random: (size: number) => Uint8Array;
}

/** The order may be a quarter of the range: that all miss has a probability of 2^-53. */
const MAX_ATTEMPTS = 128;

/** A new key as DER of PKCS #8. */
export function generateGostKey({ bits, random, ...more }: GenerateGostKey): Uint8Array {
  const scheme = bits === 256 ? GOST_2012_256 : GOST_2012_512;
  const [keyOid = ''] = scheme.keyOids;
  const set = more.parameterSet ?? (bits === 256 ? '1.2.643.7.1.2.1.1.1' : '1.2.643.7.1.2.1.2.1');
  // RFC 9215 §4.2: the digest is named beside the older sets and beside 512-bit A and B only.
  const namesDigest =
    set.startsWith('1.2.643.2.2.') || /^1\.2\.643\.7\.1\.2\.1\.2\.[12]$/.test(set);
  const parameters = sequence(oid(set), ...(namesDigest ? [oid(scheme.digest)] : []));
  const { q, octets } = curveOfKey(scheme, parameters);
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const privateKey = random(octets);
    const d = fromLittleEndian(privateKey);
    if (d <= 0n || d >= q) continue;
    return sequence(integer(0), sequence(oid(keyOid), parameters), octetString(privateKey));
  }
  throw new RangeError('the source of random octets does not vary');
}
