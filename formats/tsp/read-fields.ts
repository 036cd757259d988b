// The fields that requests and tokens share.
import type { DerReader } from '../asn1/decode.ts';
import { TAG } from '../asn1/tags.ts';
import { readAlgorithm } from '../x509/read-fields.ts';
import { TSP_LIMITS } from './limits.ts';
import type { MessageImprint } from './time-stamp.ts';

/** RFC 3161 §2.4.1, §2.4.2: v1(1) is all there is. */
export function readVersion(reader: DerReader): void {
  const start = reader.offset;
  const version = reader.smallInteger();
  if (version !== 1) throw reader.error('unsupported', `version ${version}`, start);
}

/** MessageImprint ::= SEQUENCE { hashAlgorithm AlgorithmIdentifier, hashedMessage OCTET STRING } */
export function readMessageImprint(reader: DerReader): MessageImprint {
  const inner = reader.enter(TAG.sequence);
  const algorithm = readAlgorithm(inner);
  const digest = inner.content(TAG.octetString);
  if (digest.length > TSP_LIMITS.digest) {
    throw inner.error('limit', `digest of ${digest.length} octets`);
  }
  inner.finish();
  return { algorithm, digest };
}

/** Content octets of an INTEGER that is only ever compared. */
export function readNumber(reader: DerReader, limit: number): Uint8Array {
  const start = reader.offset;
  const octets = reader.integerOctets();
  if (octets.length > limit)
    throw reader.error('limit', `integer of ${octets.length} octets`, start);
  return octets;
}
