// EN 319 122-1 §5.5, EN 319 122-2 annex A.2: what archive time-stamps and those over references are over.
import { oid as encodeOid, rawOf } from '../../../formats/asn1/encode.ts';
import { OID } from '../../../formats/asn1/oids.ts';
import { contextConstructed } from '../../../formats/asn1/tags.ts';
import type { AtsHashIndex } from '../../../formats/cms/long-term-attributes.ts';
import type { EncodedAttribute, SignedData, SignerInfo } from '../../../formats/cms/signed-data.ts';
import { failure } from '../block.ts';
import { type Covered, coveredObjects, joinCovered } from '../covered.ts';
import type { Piece, StampedOctets } from '../signature-facts.ts';
import type { NamedSource } from '../validation-input.ts';
import { attributesBefore } from './attributes-before.ts';
import { type HashIndexes, indexOf } from './hash-index.ts';
import type { StampedParts } from './stamped-parts.ts';

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
  const stamped = {
    pieces: [signature, ...[...stamps, ...certificates, ...revocation].map(inside)],
    covered: async () =>
      joinCovered([
        coveredObjects([signature]),
        await subject.parts.inside([...stamps, ...certificates, ...revocation]),
      ]),
  };
  return { octets: async () => [stamped] };
}

/** The references alone: they prove what they refer to, and nothing of the signature. */
export function referencesAlone(subject: ArchiveSubject): StampedOctets {
  const references = [
    ...named(subject, CERTIFICATE_REFERENCES),
    ...named(subject, REVOCATION_REFERENCES),
  ];
  const covered = () => subject.parts.inside(references);
  return { octets: async () => [{ pieces: references.map(inside), covered }] };
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
      const selections = await attributesBefore(attributesOf(subject), token, parts);
      return selections.flatMap((attributes) => {
        const encoded = attributes.map((each) => each.encoded);
        const covered = () => coveredBefore(subject, attributes);
        const bare = { pieces: [...first, ...encoded], covered };
        if (encoded.length === 0) return [bare];
        const tagged = { pieces: [...first, rawOf(contextConstructed(1), encoded)], covered };
        return [tagged, bare];
      });
    },
  };
}

async function coveredBefore(
  { signedData, signerInfo, parts }: ArchiveSubject,
  attributes: readonly EncodedAttribute[],
): Promise<Covered> {
  return joinCovered([
    coveredObjects([signerInfo.signature, ...parts.embedded(signedData)]),
    await parts.signedStamps(signerInfo),
    await parts.inside(attributes),
  ]);
}

/**
 * archive-time-stamp-v3: the content type, the digest of the content, the fields of the signerInfo without
 * unsignedAttrs, and the index in the token, of which every digest must be of something that is here.
 */
export function archiveV3(subject: ArchiveSubject): StampedOctets {
  const { signedData, signerInfo, content, indexes } = subject;
  return {
    async octets(token, digestOf, imprint) {
      const index = indexOf(token);
      if ('subIndication' in index) return index;
      const source = signedData.content ?? content?.source;
      if (source === undefined) return failure('SIGNED_DATA_NOT_FOUND', 'content-absent');
      const foreign = await indexes.unmatched(index, digestOf);
      if (foreign !== undefined) return foreign;
      const pieces = [
        encodeOid(signedData.contentType),
        await digestOf([source], imprint),
        ...signerInfo.encoded.fields,
        index.encoded,
      ];
      return [{ pieces, covered: () => coveredByIndex(subject, index) }];
    },
    digests(token) {
      const index = indexOf(token);
      return 'subIndication' in index ? [] : [index.digestOid];
    },
  };
}

async function coveredByIndex(
  { signerInfo, parts, indexes }: ArchiveSubject,
  index: AtsHashIndex,
): Promise<Covered> {
  const { certificates, revocation, attributes } = await indexes.named(index);
  return joinCovered([
    coveredObjects([
      signerInfo.signature,
      ...certificates,
      ...revocation,
      ...parts.responders(revocation),
    ]),
    await parts.signedStamps(signerInfo),
    await parts.inside(attributes),
  ]);
}
