// EN 319 122-1 §5.5, EN 319 122-2 annex A.2: what archive time-stamps and those over references are over.
import type { Algorithms } from '../../../algorithms/registry.ts';
import { oid as encodeOid, rawOf } from '../../../formats/asn1/encode.ts';
import { OID } from '../../../formats/asn1/oids.ts';
import { contextConstructed } from '../../../formats/asn1/tags.ts';
import {
  type AtsHashIndex,
  hashIndexes,
  readCertificateValues,
  readHashIndex,
  readRevocationValues,
} from '../../../formats/cms/long-term-attributes.ts';
import type { EncodedAttribute, SignedData, SignerInfo } from '../../../formats/cms/signed-data.ts';
import { equalBytes } from '../../../formats/equal-bytes.ts';
import { FormatError } from '../../../formats/format-error.ts';
import { toHex } from '../../../formats/hex.ts';
import { parseOcspResponse } from '../../../formats/ocsp/parse-ocsp-response.ts';
import { parseTimeStampToken, type TimeStampToken } from '../../../formats/tsp/token.ts';
import { type Failure, failure } from '../block.ts';
import { digestPieces } from '../digest-objects.ts';
import type { Piece, StampedOctets } from '../signature-facts.ts';
import type { NamedSource } from '../validation-input.ts';

/** One signature of a file, with everything that a time-stamp in it may be over. */
export interface ArchiveSubject {
  readonly signedData: SignedData;
  readonly signerInfo: SignerInfo;
  /** Attached, or given beside; absent: not available. */
  readonly content?: NamedSource;
  readonly algorithms: Algorithms;
}

const ARCHIVE: ReadonlySet<string> = new Set([
  OID.archiveTimeStampV1,
  OID.archiveTimeStampV2,
  OID.archiveTimeStampV3,
]);
const CERTIFICATE_REFERENCES: readonly string[] = [OID.completeCertificateReferences];
const REVOCATION_REFERENCES: readonly string[] = [OID.completeRevocationReferences];

function attributesOf({ signerInfo }: ArchiveSubject): readonly EncodedAttribute[] {
  return signerInfo.unsignedAttributes ?? [];
}

/** attrType and attrValues as encoded, without the header of the SEQUENCE around them. */
function inside({ encoded }: EncodedAttribute): Uint8Array {
  const length = encoded[1] ?? 0;
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
    if (!ARCHIVE.has(attribute.oid) || (await isBefore(attribute, info.genTime))) {
      kept.push(attribute);
    }
  }
  return kept;
}

async function isBefore({ values }: EncodedAttribute, time: Date): Promise<boolean> {
  for (const value of values) {
    try {
      if ((await parseTimeStampToken(value)).info.genTime >= time) return false;
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      return false;
    }
  }
  return true;
}

/**
 * archive-time-stamp-v2: encapContentInfo, the content outside, certificates and crls, every field of the
 * signerInfo, as encoded. TS 101 733 v2.2.1 takes unsignedAttrs with its tag and length, v1.8.3 without.
 */
export function archiveV2(subject: ArchiveSubject): StampedOctets {
  const { signedData, signerInfo, content } = subject;
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
      ...embeddedOctets(signedData),
      ...(await signedStamps(signerInfo)),
      ...(await attributeContents(await attributesBefore(subject, token))),
    ],
  };
}

/**
 * archive-time-stamp-v3: the content type, the digest of the content, the fields of the signerInfo without
 * unsignedAttrs, and the index in the token, of which every digest must be of something that is here.
 */
export function archiveV3(subject: ArchiveSubject): StampedOctets {
  const { signedData, signerInfo, content, algorithms } = subject;
  return {
    async octets(token) {
      const index = indexOf(token);
      if ('subIndication' in index) return index;
      const source = signedData.content ?? content?.source;
      if (source === undefined) return failure('SIGNED_DATA_NOT_FOUND', 'content-absent');
      const digest = algorithms.digest(token.info.messageImprint.algorithm.oid);
      if (digest === undefined) return []; // told where the imprint's algorithm is looked at
      const foreign = await unmatched(subject, index);
      if (foreign !== undefined) return foreign;
      return [
        [
          encodeOid(signedData.contentType),
          await digestPieces([source], digest),
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
      const { values, data } = await indexed(subject, index);
      return [
        signerInfo.signature,
        ...data,
        ...respondersIn(data),
        ...(await signedStamps(signerInfo)),
        ...(await contentsOf(values)),
      ];
    },
  };
}

function indexOf({ signedData }: TimeStampToken): AtsHashIndex | Failure {
  const attributes = signedData.signerInfos[0]?.unsignedAttributes ?? [];
  const found = hashIndexes(attributes);
  const [attribute] = found;
  if (attribute === undefined || found.length > 1) {
    return indexFailure(`${found.length} indexes in place of one`);
  }
  try {
    return readHashIndex(attribute);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return indexFailure(error.message);
  }
}

function indexFailure(detail: string): Failure {
  return failure('FORMAT_FAILURE', 'time-stamp-index-differs', { detail });
}

interface Indexed {
  readonly digest: Uint8Array;
  /** What it stands for, as evidence has it: certificates, CRLs, OCSP responses. */
  readonly data: readonly Uint8Array[];
}

/** Every digest of the index, with what is here under it. */
async function unmatched(
  subject: ArchiveSubject,
  index: AtsHashIndex,
): Promise<Failure | undefined> {
  const lists = await digestsOf(subject, index);
  if (lists === undefined) {
    return indexFailure(`the digest algorithm ${index.digestOid} is not known`);
  }
  const missing =
    lacking(index.certificates, lists.certificates) ??
    lacking(index.crls, lists.crls) ??
    lacking(index.unsignedAttributes, lists.attributes);
  return missing === undefined
    ? undefined
    : indexFailure(`nothing here has the digest ${toHex(missing)}`);
}

function lacking(
  digests: readonly Uint8Array[],
  present: readonly Indexed[],
): Uint8Array | undefined {
  return digests.find((digest) => !present.some((each) => equalBytes(each.digest, digest)));
}

async function digestsOf(
  { signedData, signerInfo, algorithms }: ArchiveSubject,
  index: AtsHashIndex,
) {
  const algorithm = algorithms.digest(index.digestOid);
  if (algorithm === undefined) return undefined;
  const { certificateChoices, revocationChoices } = signedData.encoded;
  const hashed = async (parts: readonly Uint8Array[], data: readonly Uint8Array[]) => ({
    digest: await digestPieces(parts, algorithm),
    data,
  });
  const certificates: Indexed[] = [];
  for (const choice of certificateChoices) certificates.push(await hashed([choice], [choice]));
  const crls: Indexed[] = [];
  for (const choice of revocationChoices) {
    crls.push(await hashed([choice], [revocationInfo(choice, signedData)]));
  }
  const attributes: Indexed[] = [];
  for (const attribute of signerInfo.unsignedAttributes ?? []) {
    const { encoded, values } = attribute;
    if (index.version < 3) attributes.push(await hashed([encoded], values));
    else {
      const type = encodeOid(attribute.oid);
      for (const value of values) attributes.push(await hashed([type, value], [value]));
    }
  }
  return { certificates, crls, attributes };
}

/** A CRL is its own choice; of an OCSP response the choice holds the response that evidence has. */
function revocationInfo(choice: Uint8Array, { ocspResponses }: SignedData): Uint8Array {
  return (
    ocspResponses.find((response) => equalBytes(choice.subarray(-response.length), response)) ??
    choice
  );
}

/** What the index names: validation data, and the values of unsigned attributes. */
async function indexed(subject: ArchiveSubject, index: AtsHashIndex) {
  const lists = await digestsOf(subject, index);
  const present = (digests: readonly Uint8Array[], list: readonly Indexed[] = []) =>
    list
      .filter(({ digest }) => digests.some((each) => equalBytes(each, digest)))
      .flatMap(({ data }) => data);
  return {
    data: [
      ...present(index.certificates, lists?.certificates),
      ...present(index.crls, lists?.crls),
    ],
    values: present(index.unsignedAttributes, lists?.attributes),
  };
}

function embeddedOctets({ certificates, crls, ocspResponses }: SignedData): readonly Uint8Array[] {
  const inside = respondersIn(ocspResponses);
  return [...certificates.map(({ der }) => der), ...crls, ...ocspResponses, ...inside];
}

/** The certificates that came inside OCSP answers: who stamps the answer stamps them. */
function respondersIn(octets: readonly Uint8Array[]): readonly Uint8Array[] {
  return octets.flatMap((each) => {
    try {
      return parseOcspResponse(each).certificates.map(({ der }) => der);
    } catch (error) {
      if (error instanceof FormatError) return []; // a certificate or a CRL, or nothing that is read
      throw error;
    }
  });
}

/** The tokens over the content: they stand among the signed attributes, which every archive time-stamp is over. */
function signedStamps({ signedAttributes }: SignerInfo): Promise<readonly Uint8Array[]> {
  const list = signedAttributes?.list ?? [];
  const stamps = list.filter(({ oid }) => oid === OID.contentTimeStamp);
  return contentsOf(stamps.flatMap(({ values }) => values));
}

function attributeContents(
  attributes: readonly EncodedAttribute[],
): Promise<readonly Uint8Array[]> {
  return contentsOf(attributes.flatMap(({ values }) => values));
}

/**
 * The values of attributes, and what lies inside them: of tokens the validation data that came with them, of lists
 * of values each certificate, CRL and OCSP response.
 */
async function contentsOf(values: readonly Uint8Array[]): Promise<readonly Uint8Array[]> {
  const found: Uint8Array[] = [];
  for (const value of values) {
    found.push(value, ...(await insideToken(value)), ...insideValues(value));
  }
  return found;
}

async function insideToken(value: Uint8Array): Promise<readonly Uint8Array[]> {
  try {
    const { signedData } = await parseTimeStampToken(value);
    const attributes = signedData.signerInfos[0]?.unsignedAttributes ?? [];
    const lists = attributes.flatMap((attribute) => attribute.values.flatMap(insideValues));
    const values = signedData.signerInfos.map(({ signature }) => signature);
    return [...values, ...embeddedOctets(signedData), ...lists];
  } catch (error) {
    if (error instanceof FormatError) return [];
    throw error;
  }
}

function insideValues(value: Uint8Array): readonly Uint8Array[] {
  const attempt = <T>(read: () => T, none: T): T => {
    try {
      return read();
    } catch (error) {
      if (error instanceof FormatError) return none;
      throw error;
    }
  };
  const certificates = { oid: OID.certificateValues, values: [value] };
  const revocation = { oid: OID.revocationValues, values: [value] };
  const { crls, ocspResponses } = attempt(() => readRevocationValues(revocation), {
    crls: [],
    ocspResponses: [],
  });
  const values = attempt(() => readCertificateValues(certificates), []);
  return [...values, ...crls, ...ocspResponses, ...respondersIn(ocspResponses)];
}
