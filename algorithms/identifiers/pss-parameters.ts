import { type DerReader, readDer } from '../../formats/asn1/decode.ts';
import {
  bitString,
  explicit,
  integer,
  nullValue,
  oid,
  sequence,
} from '../../formats/asn1/encode.ts';
import { contextConstructed, TAG } from '../../formats/asn1/tags.ts';
import { AlgorithmError } from '../provider.ts';
import { SHA1 } from './digests.ts';
import { RSA_ENCRYPTION, RSASSA_PSS } from './signatures.ts';

/** RFC 4055 §3.1 RSASSA-PSS-params; trailerField is always 1. */
export interface PssParameters {
  readonly digestOid: string;
  readonly mgfDigestOid: string;
  /** Octets. */
  readonly saltLength: number;
}

const MGF1 = '1.2.840.113549.1.1.8';
/** A salt longer than the largest modulus (16384 bits) cannot fit into any signature. */
const MAX_SALT_LENGTH = 2048;

/**
 * RSASSA-PSS-params ::= SEQUENCE {
 *   hashAlgorithm    [0] HashAlgorithm    DEFAULT sha1,
 *   maskGenAlgorithm [1] MaskGenAlgorithm DEFAULT mgf1SHA1,
 *   saltLength       [2] INTEGER          DEFAULT 20,
 *   trailerField     [3] INTEGER          DEFAULT 1 }
 */
export function readPssParameters(der: Uint8Array): PssParameters {
  try {
    return readDer(der, 'RSASSA-PSS-params', readFields);
  } catch (cause) {
    if (cause instanceof AlgorithmError) throw cause;
    throw new AlgorithmError('bad-parameters', 'rsa-pss', 'malformed RSASSA-PSS-params', cause);
  }
}

function readFields(reader: DerReader): PssParameters {
  const params = reader.enter(TAG.sequence);
  const field = <T>(number: number, whenAbsent: T, read: (field: DerReader) => T): T => {
    if (!params.is(contextConstructed(number))) return whenAbsent;
    const inside = params.enter(contextConstructed(number));
    const value = read(inside);
    inside.finish();
    return value;
  };
  const digestOid = field(0, SHA1, readHash);
  const mgfDigestOid = field(1, SHA1, readMask);
  const saltLength = field(2, 20, (inside) => inside.smallInteger());
  const trailer = field(3, 1, (inside) => inside.smallInteger());
  params.finish();
  // RFC 4055 §3.1: the value MUST be 1.
  if (trailer !== 1) throw params.error('unsupported', `trailerField ${trailer}`);
  if (saltLength > MAX_SALT_LENGTH) throw params.error('limit', `salt of ${saltLength} octets`);
  return { digestOid, mgfDigestOid, saltLength };
}

function readHash(reader: DerReader): string {
  const identifier = reader.enter(TAG.sequence);
  const digest = identifier.oid();
  // RFC 4055 §2.1: parameters NULL; absent is to be accepted too.
  if (identifier.more) identifier.nullValue();
  identifier.finish();
  return digest;
}

function readMask(reader: DerReader): string {
  const identifier = reader.enter(TAG.sequence);
  const mask = identifier.oid();
  if (mask !== MGF1) throw identifier.error('unsupported', `mask generation ${mask} is not MGF1`);
  const digest = readHash(identifier);
  identifier.finish();
  return digest;
}

/** RFC 4055 §1.2: SubjectPublicKeyInfo of an RSA key under id-RSASSA-PSS with these parameters. */
export function encodePssKey(keyBits: Uint8Array, parameters: PssParameters): Uint8Array {
  const hash = sequence(oid(parameters.digestOid), nullValue());
  const mask = sequence(oid(MGF1), sequence(oid(parameters.mgfDigestOid), nullValue()));
  const fields = [
    explicit(0, hash),
    explicit(1, mask),
    explicit(2, integer(parameters.saltLength)),
  ];
  return sequence(sequence(oid(RSASSA_PSS), sequence(...fields)), bitString(keyBits));
}

/** RFC 3279 §2.3.1: SubjectPublicKeyInfo of an RSA key for any scheme. */
export function encodeRsaKey(keyBits: Uint8Array): Uint8Array {
  return sequence(sequence(oid(RSA_ENCRYPTION), nullValue()), bitString(keyBits));
}
