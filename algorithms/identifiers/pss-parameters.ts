import { AlgorithmError } from '../provider.ts';
import { type DerElement, derElements, dottedOid } from './der.ts';
import { SHA1 } from './digests.ts';

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

function malformed(reason: string): AlgorithmError {
  return new AlgorithmError('bad-parameters', 'rsa-pss', reason);
}

/**
 * RSASSA-PSS-params ::= SEQUENCE {
 *   hashAlgorithm    [0] HashAlgorithm    DEFAULT sha1,
 *   maskGenAlgorithm [1] MaskGenAlgorithm DEFAULT mgf1SHA1,
 *   saltLength       [2] INTEGER          DEFAULT 20,
 *   trailerField     [3] INTEGER          DEFAULT 1 }
 */
export function readPssParameters(der: Uint8Array): PssParameters {
  const [params, ...after] = derElements(der) ?? [];
  const fields =
    params?.tag === 0x30 && after.length === 0 ? derElements(params.content) : undefined;
  if (fields === undefined) throw malformed('RSASSA-PSS-params is not a SEQUENCE');
  const byTag = new Map<number, DerElement>();
  let last = 0;
  for (const field of fields) {
    if (field.tag < 0xa0 || field.tag > 0xa3 || field.tag <= last) {
      throw malformed('RSASSA-PSS-params has fields unknown or out of order');
    }
    byTag.set(field.tag, field);
    last = field.tag;
  }
  const trailer = integerField(byTag.get(0xa3), 1);
  if (trailer !== 1) throw malformed(`trailerField ${trailer} is not 1`); // RFC 4055 §3.1
  const saltLength = integerField(byTag.get(0xa2), 20);
  if (saltLength > MAX_SALT_LENGTH) throw malformed(`salt of ${saltLength} octets`);
  return {
    digestOid: hashField(byTag.get(0xa0)?.content),
    mgfDigestOid: maskField(byTag.get(0xa1)?.content),
    saltLength,
  };
}

function hashField(content: Uint8Array | undefined): string {
  if (content === undefined) return SHA1;
  const { oid, parameters } = algorithmIn(content);
  // RFC 4055 §2.1: parameters NULL; absent is to be accepted too.
  if (parameters !== undefined && !isNull(parameters)) throw malformed('hash has parameters');
  return oid;
}

function maskField(content: Uint8Array | undefined): string {
  if (content === undefined) return SHA1;
  const { oid, parameters } = algorithmIn(content);
  if (oid !== MGF1) throw malformed(`mask generation ${oid} is not MGF1`);
  if (parameters === undefined) throw malformed('MGF1 names no hash');
  return hashField(parameters.whole);
}

function algorithmIn(content: Uint8Array): { oid: string; parameters: DerElement | undefined } {
  const [sequence, ...after] = derElements(content) ?? [];
  const [oid, parameters, ...more] =
    sequence?.tag === 0x30 && after.length === 0 ? (derElements(sequence.content) ?? []) : [];
  const dotted = oid?.tag === 0x06 ? dottedOid(oid.content) : undefined;
  if (dotted === undefined || more.length > 0) throw malformed('malformed AlgorithmIdentifier');
  return { oid: dotted, parameters };
}

function integerField(field: DerElement | undefined, whenAbsent: number): number {
  if (field === undefined) return whenAbsent;
  const [integer, ...after] = derElements(field.content) ?? [];
  const octets = integer?.content ?? new Uint8Array();
  const [first = 0x80, second = 0x80] = octets;
  const minimal = octets.length === 1 || !(first === 0 && second < 0x80);
  if (integer?.tag !== 0x02 || after.length > 0 || first >= 0x80 || octets.length > 4 || !minimal) {
    throw malformed('malformed INTEGER in RSASSA-PSS-params');
  }
  return octets.reduce((value, octet) => value * 256 + octet, 0);
}

export function isNull(element: DerElement): boolean {
  return element.tag === 0x05 && element.content.length === 0;
}
