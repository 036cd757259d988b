// EN 319 122-1 §5.5, EN 319 122-2 annex A.2: what archive time-stamps and those over references are over.
import { oid as encodeOid, rawOf } from '../../../formats/asn1/encode.ts';
import { OID } from '../../../formats/asn1/oids.ts';
import { contextConstructed } from '../../../formats/asn1/tags.ts';
import type { EncodedAttribute, SignedData, SignerInfo } from '../../../formats/cms/signed-data.ts';
import type { TimeStampToken } from '../../../formats/tsp/token.ts';
import { failure } from '../block.ts';
import type { Piece, StampedOctets } from '../signature-facts.ts';
import type { NamedSource } from '../validation-input.ts';
import { type HashIndexes, indexOf } from './hash-index.ts';
import { ARCHIVE_TIME_STAMPS, type StampedParts } from './stamped-parts.ts';

/** One signature of a file, with everything that a time-stamp in it may be over. */
export interface ArchiveSubject {
  readonly signedData: SignedData;
  readonly signerInfo: SignerInfo;
  /** Attached, or given beside; absent: not available. */
  readonly content?: NamedSource;
  /** Of the file. */
  readonly parts: StampedParts;
  readonly indexes: HashIndexes;
}

const CERTIFICATE_REFERENCES: readonly string[] = [OID.completeCertificateReferences];
const REVOCATION_REFERENCES: readonly string[] = [OID.completeRevocationReferences];

function attributesOf({ signerInfo }: ArchiveSubject): readonly EncodedAttribute[] {
  return signerInfo.unsignedAttributes ?? [];
}

/** attrType and attrValues as encoded, without the header of the SEQUENCE around them. */
function inside({ encoded }: EncodedAttribute): Uint8Array {
  const length = encoded[1] ?? 0;
  if (length === 0x80) return encoded.subarray(2, -2); // indefinite (X.690 §8.1.3.6): its end is header too
  return encoded.subarray(length < 0x80 ? 2 : 2 + (length & 0x7f));
}

function named(subject: ArchiveSubject, types: readonly string[]): readonly EncodedAttribute[] {
  return attributesOf(subject).filter(({ oid }) => types.includes(oid));
}

/**
 * CAdES-C-time-stamp: the value of the signature, then the signature-time-stamps and the references to
 * certificates and to revocation data, each without its outer header. What came later than the token is not told
 * apart: such a file is written once.
 */
export function signatureAndReferences(subject: ArchiveSubject): StampedOctets {
  const stamps = named(subject, [OID.signatureTimeStamp]);
  const certificates = named(subject, CERTIFICATE_REFERENCES);
  const revocation = named(subject, REVOCATION_REFERENCES);
  const { signature } = subject.signerInfo;
  return {
    octets: async () => [[signature, ...[...stamps, ...certificates, ...revocation].map(inside)]],
    covered: async () => [signature, ...stamps.flatMap(({ values }) => values)],
  };
}

/** The references alone: they prove nothing of the signature. */
export function referencesAlone(subject: ArchiveSubject): StampedOctets {
  const references = [
    ...named(subject, CERTIFICATE_REFERENCES),
    ...named(subject, REVOCATION_REFERENCES),
  ];
  return { octets: async () => [references.map(inside)], covered: async () => [] };
}

/** The attributes that stood there when an archive-time-stamp was made: all but those as late as it, or later. */
async function attributesBefore(
  subject: ArchiveSubject,
  { info }: TimeStampToken,
): Promise<readonly EncodedAttribute[]> {
  const kept: EncodedAttribute[] = [];
  for (const attribute of attributesOf(subject)) {
    const archive = ARCHIVE_TIME_STAMPS.has(attribute.oid);
    if (!archive || (await isBefore(subject, attribute, info.genTime))) kept.push(attribute);
  }
  return kept;
}

async function isBefore(
  { parts }: ArchiveSubject,
  { values }: EncodedAttribute,
  time: Date,
): Promise<boolean> {
  for (const value of values) {
    const token = await parts.token(value);
    if (token === undefined || token.info.genTime >= time) return false;
  }
  return true;
}

/**
 * archive-time-stamp-v2: encapContentInfo, the content outside, certificates and crls, every field of the
 * signerInfo, as encoded. TS 101 733 v2.2.1 takes unsignedAttrs with its tag and length, v1.8.3 without.
 */
export function archiveV2(subject: ArchiveSubject): StampedOctets {
  const { signedData, signerInfo, content, parts } = subject;
  const { encapContentInfo, certificates, crls } = signedData.encoded;
  return {
    async octets(token) {
      const attributes = (await attributesBefore(subject, token)).map(({ encoded }) => encoded);
      const outside = signedData.content === undefined;
      if (outside && content === undefined)
        return failure('SIGNED_DATA_NOT_FOUND', 'content-absent');
      const first: readonly Piece[] = [
        encapContentInfo,
        ...(outside && content !== undefined ? [content.source] : []),
        ...(certificates === undefined ? [] : [certificates]),
        ...(crls === undefined ? [] : [crls]),
        ...signerInfo.encoded.fields,
      ];
      if (attributes.length === 0) return [first];
      return [
        [...first, rawOf(contextConstructed(1), attributes)],
        [...first, ...attributes],
      ];
    },
    covered: async (token) => [
      signerInfo.signature,
      ...parts.embedded(signedData),
      ...(await parts.signedStamps(signerInfo)),
      ...(await parts.inside(await attributesBefore(subject, token))),
    ],
  };
}

/**
 * archive-time-stamp-v3: the content type, the digest of the content, the fields of the signerInfo without
 * unsignedAttrs, and the index in the token, of which every digest must be of something that is here.
 */
export function archiveV3(subject: ArchiveSubject): StampedOctets {
  const { signedData, signerInfo, content, parts, indexes } = subject;
  return {
    async octets(token, digestOf, imprint) {
      const index = indexOf(token);
      if ('subIndication' in index) return index;
      const source = signedData.content ?? content?.source;
      if (source === undefined) return failure('SIGNED_DATA_NOT_FOUND', 'content-absent');
      const foreign = await indexes.unmatched(index, digestOf);
      if (foreign !== undefined) return foreign;
      return [
        [
          encodeOid(signedData.contentType),
          await digestOf([source], imprint),
          ...signerInfo.encoded.fields,
          index.encoded,
        ],
      ];
    },
    digests(token) {
      const index = indexOf(token);
      return 'subIndication' in index ? [] : [index.digestOid];
    },
    async covered(token) {
      const index = indexOf(token);
      if ('subIndication' in index) return [];
      const { certificates, revocation, attributes } = await indexes.named(index);
      return [
        signerInfo.signature,
        ...certificates,
        ...revocation,
        ...parts.responders(revocation),
        ...(await parts.signedStamps(signerInfo)),
        ...(await parts.inside(attributes)),
      ];
    },
  };
}
