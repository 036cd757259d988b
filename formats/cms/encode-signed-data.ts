// RFC 5652 §5.1: writing a SignedData in DER.
import { explicit, implicit, integer, octetString, oid, sequence, setOf } from '../asn1/encode.ts';
import { OID } from '../asn1/oids.ts';
import type { AlgorithmIdentifier, Certificate } from '../x509/certificate.ts';
import { encodeAttribute, encodeSignedAttributes } from './encode-attributes.ts';
import type { Attribute, SignerIdentifier, SignerInfo } from './signed-data.ts';

export { encodeAttribute, encodeSignedAttributes };

export interface SignedDataInput {
  readonly contentType: string;
  /** Attached content; absent for a detached signature. */
  readonly content?: Uint8Array;
  readonly certificates: readonly Certificate[];
  /** DER of CRLs. */
  readonly crls?: readonly Uint8Array[];
  /** DER of OCSPResponses, written as RFC 5940 §2.1 says. */
  readonly ocspResponses?: readonly Uint8Array[];
  /** The version of each is written by RFC 5652 §5.3, whatever it says. */
  readonly signerInfos: readonly SignerInfoInput[];
}

/** A SignerInfo to write: `signedAttributes.signedBytes` go in as they were signed. */
export interface SignerInfoInput
  extends Omit<SignerInfo, 'version' | 'unsignedAttributes' | 'encoded'> {
  readonly unsignedAttributes?: readonly Attribute[];
}

/** The whole ContentInfo, in DER with every SET OF sorted. */
export function encodeSignedData(input: SignedDataInput): Uint8Array {
  const { contentType, content, certificates, signerInfos } = input;
  const digestAlgorithms = signerInfos.map((info) => encodeAlgorithm(info.digestAlgorithm));
  const revocation = [
    ...(input.crls ?? []),
    ...(input.ocspResponses ?? []).map((response) =>
      implicit(1, sequence(oid(OID.ocspResponseInfo), response)),
    ),
  ];
  const eContent = content === undefined ? [] : [explicit(0, octetString(content))];
  const signedData = sequence(
    integer(versionOf(input)),
    setOf(distinct(digestAlgorithms)),
    sequence(oid(contentType), ...eContent),
    ...optionalSet(
      0,
      certificates.map((certificate) => certificate.der),
    ),
    ...optionalSet(1, revocation),
    setOf(signerInfos.map(encodeSignerInfo)),
  );
  return sequence(oid(OID.signedData), explicit(0, signedData));
}

// RFC 5652 §5.1, of the cases that we write: no attribute certificates, no other certificate formats.
function versionOf(input: SignedDataInput): number {
  if ((input.ocspResponses ?? []).length > 0) return 5;
  const byKey = input.signerInfos.some(({ sid }) => sid.kind === 'subject-key-identifier');
  return byKey || input.contentType !== OID.data ? 3 : 1;
}

/** RFC 5652 §5.3 */
export function encodeSignerInfo(info: SignerInfoInput): Uint8Array {
  const { sid, signedAttributes, unsignedAttributes = [] } = info;
  const signed = signedAttributes === undefined ? [] : [implicit(0, signedAttributes.signedBytes)];
  return sequence(
    integer(sid.kind === 'subject-key-identifier' ? 3 : 1),
    encodeSignerIdentifier(sid),
    encodeAlgorithm(info.digestAlgorithm),
    ...signed,
    encodeAlgorithm(info.signatureAlgorithm),
    octetString(info.signature),
    ...optionalSet(1, unsignedAttributes.map(encodeAttribute)),
  );
}

function encodeSignerIdentifier(sid: SignerIdentifier): Uint8Array {
  switch (sid.kind) {
    case 'issuer-and-serial':
      return sequence(sid.issuer.der, integer(sid.serialNumber));
    case 'subject-key-identifier':
      return implicit(0, octetString(sid.keyIdentifier));
  }
}

export function encodeAlgorithm({ oid: algorithm, parameters }: AlgorithmIdentifier): Uint8Array {
  return sequence(oid(algorithm), ...(parameters === undefined ? [] : [parameters]));
}

function optionalSet(n: number, members: readonly Uint8Array[]): Uint8Array[] {
  return members.length === 0 ? [] : [implicit(n, setOf(members))];
}

function distinct(members: readonly Uint8Array[]): Uint8Array[] {
  return [...new Map(members.map((member) => [member.join(), member])).values()];
}
