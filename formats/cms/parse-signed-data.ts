import { berReader, type DerReader } from '../asn1/decode.ts';
import { OID } from '../asn1/oids.ts';
import { contextConstructed, TAG } from '../asn1/tags.ts';
import { type ByteSource, passingPieces, sliceSource } from '../byte-source.ts';
import { FormatError } from '../format-error.ts';
import type { Certificate, Name } from '../x509/certificate.ts';
import { type ReadCertificate, readableCertificates } from '../x509/tolerant-certificate.ts';
import { locateParts } from './locate-parts.ts';
import { readSignerInfo } from './read-signer-info.ts';
import type { ContentSource } from './segmented-source.ts';
import type { SignedData, SignerInfo } from './signed-data.ts';
import { binarySource } from './textual-source.ts';

/** Members of one set; the limit on their octets is CMS_LIMITS.tail. */
const MAX_MEMBERS = 10_000;
/** Certificates whose issuers signerInfos mostly name; each name is compared with all of them. */
const COMPARED = 8;

/**
 * RFC 5652 §5: the facts of a CMS SignedData in DER, BER, PEM or base64. Nothing is verified, and attached
 * content is not read: `content` is a view on the source. Every octet belongs to a field, or is one of the
 * zeros that may follow (PDF fills its hole so). Throws FormatError.
 */
export async function parseSignedData(
  input: ByteSource,
  readCertificate?: ReadCertificate,
): Promise<SignedData> {
  const { source, remark } = await binarySource(input);
  const parts = await locateParts(source);
  const reader = berReader(parts.tail, 'CMS');
  const { certificates, skipped, ...certificateSet } = readCertificates(reader, readCertificate);
  const revocation = readRevocation(reader);
  const issuers = certificates.slice(0, COMPARED).map(({ issuer }) => issuer);
  const signerInfos = readSignerInfos(reader, issuers);
  const trailing = await parts.close(reader.offset);
  await checkZeros(source, trailing);
  const { version, digestAlgorithms, contentType, content } = parts;
  return {
    version,
    digestAlgorithms,
    contentType,
    ...(content === undefined ? {} : { content: inFile(content, remark) }),
    certificates,
    crls: revocation.crls,
    ocspResponses: revocation.ocspResponses,
    signerInfos,
    encoded: {
      encapContentInfo: parts.encapContentInfo,
      ...(certificateSet.element === undefined ? {} : { certificates: certificateSet.element }),
      ...(revocation.element === undefined ? {} : { crls: revocation.element }),
      certificateChoices: certificateSet.choices,
      revocationChoices: revocation.choices,
    },
    remarks: [
      ...(remark === undefined ? [] : [`encoded as ${remark}`]),
      ...(parts.notDer || reader.notDer ? ['BER in place of DER'] : []),
      ...firstOf(signerInfos.flatMap((each, index) => signerRemarks(each, index + 1))),
      ...firstOf(skipped),
      ...firstOf(revocation.skipped),
      ...(trailing > 0 ? [`${trailing} zero octets after the end`] : []),
    ],
  };
}

/** Octets that were decoded from text lie in the file as text only. */
function inFile(content: ContentSource, decodedFrom: string | undefined): ContentSource {
  if (decodedFrom === undefined) return content;
  return { size: content.size, read: (offset, length) => content.read(offset, length) };
}

const CHOICES: ReadonlyMap<number, string> = new Map([
  [contextConstructed(0), 'extended certificate'],
  [contextConstructed(1), 'attribute certificate v1'],
  [contextConstructed(2), 'attribute certificate'],
  [contextConstructed(3), 'certificate of another format'],
]);

/** One of the two optional sets as received: the element, and its members. */
interface EncodedSet {
  readonly element?: Uint8Array;
  readonly choices: readonly Uint8Array[];
}

/** RFC 5652 §10.2.2, §10.2.3: CertificateSet ::= SET OF CertificateChoices */
function readCertificates(
  reader: DerReader,
  read: ReadCertificate | undefined,
): EncodedSet & { certificates: Certificate[]; skipped: string[] } {
  const encodings: Uint8Array[] = [];
  const skipped: string[] = [];
  const set = members(reader, 0, (member) => {
    const choice = CHOICES.get(member.peek());
    if (choice === undefined) encodings.push(member.elementOf(TAG.sequence));
    else {
      member.element();
      skipped.push(`${choice} passed over`);
    }
  });
  const passedOver = (position: number, { message }: FormatError) => {
    skipped.push(`certificate ${position} that cannot be read passed over (${message})`);
  };
  const certificates = readableCertificates(encodings, { passedOver, read });
  return { ...set, certificates, skipped };
}

interface Revocation extends EncodedSet {
  readonly crls: Uint8Array[];
  readonly ocspResponses: Uint8Array[];
  readonly skipped: string[];
}

/** RFC 5652 §10.2.1: RevocationInfoChoice ::= CHOICE { crl, other [1] { format OID, info ANY } } */
function readRevocation(reader: DerReader): Revocation {
  const crls: Uint8Array[] = [];
  const ocspResponses: Uint8Array[] = [];
  const skipped: string[] = [];
  const set = members(reader, 1, (member) => {
    if (!member.is(contextConstructed(1))) {
      crls.push(member.elementOf(TAG.sequence));
      return;
    }
    const other = member.enter(contextConstructed(1));
    const format = other.oid();
    const info = other.element();
    other.finish();
    // RFC 5940 §2.1; the bare BasicOCSPResponse is seen in the field.
    if (format === OID.ocspResponseInfo || format === OID.ocspBasic) ocspResponses.push(info);
    else skipped.push(`revocation information ${format} passed over`);
  });
  return { ...set, crls, ocspResponses, skipped };
}

function readSignerInfos(reader: DerReader, issuers: readonly Name[]): SignerInfo[] {
  const set = reader.enter(TAG.set);
  const signerInfos: SignerInfo[] = [];
  while (set.more) {
    if (signerInfos.length >= MAX_MEMBERS) throw set.error('limit', 'too many signerInfos');
    signerInfos.push(readSignerInfo(set, issuers));
  }
  return signerInfos;
}

/** Reads each member of the optional `[n] IMPLICIT SET OF` with `read`. */
function members(reader: DerReader, n: number, read: (member: DerReader) => void): EncodedSet {
  const choices: Uint8Array[] = [];
  if (!reader.is(contextConstructed(n))) return { choices };
  const start = reader.offset;
  const set = reader.enter(contextConstructed(n));
  while (set.more) {
    if (choices.length >= MAX_MEMBERS) {
      throw set.error('limit', `over ${MAX_MEMBERS} members of a set`);
    }
    const from = set.offset;
    read(set);
    choices.push(set.since(from));
  }
  return { element: reader.since(start), choices };
}

/** So many remarks of a kind are told one by one: every signature of the file carries all of them. */
const MAX_TOLD = 8;

/** Each once, the first of them, and how many more. */
function firstOf(remarks: readonly string[]): string[] {
  const different = [...new Set(remarks)];
  const more = different.length - MAX_TOLD;
  return more > 0 ? [...different.slice(0, MAX_TOLD), `and ${more} more`] : different;
}

function signerRemarks(
  { signedAttributes, unsignedAttributes }: SignerInfo,
  number: number,
): string[] {
  return [
    ...(signedAttributes === undefined || signedAttributes.der === signedAttributes.signedBytes
      ? []
      : [`signed attributes of signature ${number} not in DER`]),
    // SET SIZE (1..MAX); none is nothing that one could be misled by, and GnuPG writes it so.
    ...(unsignedAttributes?.length === 0 ? [`unsignedAttrs of signature ${number} empty`] : []),
  ];
}

async function checkZeros(source: ByteSource, trailing: number): Promise<void> {
  if (trailing > 0 && !(await endsInZeros(source, trailing))) {
    const reason = 'octets after the end that are not zero';
    const offset = source.size - trailing;
    throw new FormatError('malformed', { format: 'CMS', reason, offset });
  }
}

// The last octets first: where a length was written in too few octets, GiB of content and then a signature follow.
async function endsInZeros(source: ByteSource, length: number): Promise<boolean> {
  const last = Math.min(length, 1024);
  if (!onlyZeros(await source.read(source.size - last, last))) return false;
  const others = sliceSource(source, source.size - length, length - last);
  for await (const piece of passingPieces(others)) if (!onlyZeros(piece)) return false;
  return true;
}

// A loop: `every` would call a function for each octet.
function onlyZeros(octets: Uint8Array): boolean {
  for (let at = 0; at < octets.length; at += 1) if (octets[at] !== 0) return false;
  return true;
}
