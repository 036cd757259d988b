// Unsigned attributes that carry validation data and index what an archive time-stamp is over
// (EN 319 122-1 §5.4, §5.5; EN 319 122-2 annex A).
import { type DerReader, readDer } from '../asn1/decode.ts';
import { OID } from '../asn1/oids.ts';
import { contextConstructed, TAG } from '../asn1/tags.ts';
import { FormatError } from '../format-error.ts';
import { readValue } from './read-value.ts';
import type { Attribute } from './signed-data.ts';

/** Values of one list; an archive gathers hundreds. */
const MOST_VALUES = 10_000;

function elements(list: DerReader, read: (list: DerReader) => Uint8Array): Uint8Array[] {
  const found: Uint8Array[] = [];
  while (list.more) {
    if (found.length >= MOST_VALUES) throw list.error('limit', `over ${MOST_VALUES} values`);
    found.push(read(list));
  }
  return found;
}

/** certificate-values: SEQUENCE OF Certificate, each whole. */
export function readCertificateValues(attribute: Attribute): readonly Uint8Array[] {
  return readValue(attribute, 'certificate-values', (reader) =>
    elements(reader.enter(TAG.sequence), (list) => list.elementOf(TAG.sequence)),
  );
}

export interface RevocationValues {
  readonly crls: readonly Uint8Array[];
  /** Each a BasicOCSPResponse. */
  readonly ocspResponses: readonly Uint8Array[];
}

/**
 * revocation-values: SEQUENCE { crlVals [0] SEQUENCE OF CertificateList OPTIONAL, ocspVals [1] SEQUENCE OF
 * BasicOCSPResponse OPTIONAL, otherRevVals [2] OPTIONAL }, explicit tags.
 */
export function readRevocationValues(attribute: Attribute): RevocationValues {
  return readValue(attribute, 'revocation-values', (reader) => {
    const inner = reader.enter(TAG.sequence);
    const list = (n: number): Uint8Array[] => {
      if (!inner.is(contextConstructed(n))) return [];
      const wrapper = inner.enter(contextConstructed(n));
      const found = elements(wrapper.enter(TAG.sequence), (each) => each.elementOf(TAG.sequence));
      wrapper.finish();
      return found;
    };
    const crls = list(0);
    const ocspResponses = list(1);
    if (inner.is(contextConstructed(2))) inner.element();
    inner.finish();
    return { crls, ocspResponses };
  });
}

/** Digests of everything that an archive-time-stamp-v3 is over, apart from the signature itself. */
export interface AtsHashIndex {
  readonly version: 1 | 2 | 3;
  readonly digestOid: string;
  readonly certificates: readonly Uint8Array[];
  readonly crls: readonly Uint8Array[];
  readonly unsignedAttributes: readonly Uint8Array[];
  /** The attribute value, as found: it is hashed so. */
  readonly encoded: Uint8Array;
}

const VERSIONS: ReadonlyMap<string, AtsHashIndex['version']> = new Map([
  [OID.atsHashIndexV1, 1],
  [OID.atsHashIndexV2, 2],
  [OID.atsHashIndexV3, 3],
]);

/** The indexes among the attributes of a token: more than one is for the caller to judge. */
export function hashIndexes(attributes: readonly Attribute[]): readonly Attribute[] {
  return attributes.filter(({ oid }) => VERSIONS.has(oid));
}

/**
 * ATSHashIndex ::= SEQUENCE { hashIndAlgorithm AlgorithmIdentifier (DEFAULT SHA-256 in v1), certificatesHashIndex
 * SEQUENCE OF OCTET STRING, crlsHashIndex SEQUENCE OF OCTET STRING, unsignedAttrsHashIndex SEQUENCE OF OCTET
 * STRING }; v2 and v3 without the algorithm are seen in the field. Four members tell that it is there.
 */
export function readHashIndex(attribute: Attribute): AtsHashIndex {
  const version = VERSIONS.get(attribute.oid);
  const [encoded] = attribute.values;
  if (version === undefined || encoded === undefined) {
    throw new FormatError('malformed', { format: 'ats-hash-index', reason: attribute.oid });
  }
  return readValue(attribute, 'ats-hash-index', (reader) => {
    const inner = reader.enter(TAG.sequence);
    const members = elements(inner, (list) => list.elementOf(TAG.sequence));
    const named = members.length === 4;
    if (!named && members.length !== 3) {
      throw reader.error('malformed', `${members.length} members in place of three or four`);
    }
    const [algorithm] = members;
    const digestOid =
      named && algorithm !== undefined
        ? readDer(algorithm, 'ats-hash-index', (one) => {
            const identifier = one.enter(TAG.sequence);
            const oid = identifier.oid();
            if (identifier.more) identifier.element();
            identifier.finish();
            return oid;
          })
        : OID.sha256;
    const [certificates = [], crls = [], unsignedAttributes = []] = members
      .slice(named ? 1 : 0)
      .map((list) =>
        readDer(list, 'ats-hash-index', (one) =>
          elements(one.enter(TAG.sequence), (each) => each.octetString()),
        ),
      );
    return { version, digestOid, certificates, crls, unsignedAttributes, encoded };
  });
}
