import {
  explicit,
  integer,
  octetString,
  oid,
  raw,
  sequence,
  time,
  utf8String,
} from '../../formats/asn1/encode.ts';
import { OID } from '../../formats/asn1/oids.ts';
import { contextConstructed } from '../../formats/asn1/tags.ts';
import { encodeAlgorithm } from '../../formats/cms/encode-signed-data.ts';
import type { Attribute } from '../../formats/cms/signed-data.ts';
import type { AlgorithmIdentifier, Certificate } from '../../formats/x509/certificate.ts';
import { type ClaimsToSign, claimAttributes } from './signer-claims.ts';

/** What the attributes of one signer say. */
export interface AttributeFacts {
  /** Absent: a counter-signature, which has none (RFC 5652 §11.4). */
  readonly eContentType?: string;
  readonly messageDigest: Uint8Array;
  readonly signingTime: Date;
  readonly digestAlgorithm: AlgorithmIdentifier;
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly certificate: Certificate;
  /** Digest of the certificate's DER under `digestAlgorithm`. */
  readonly certificateDigest: Uint8Array;
  readonly contentName?: string;
  /** Absent: the signer says nothing more. */
  readonly claims?: ClaimsToSign;
}

/** EN 319 122-1 §6.3, level B-B, and RFC 6211 against substitution of the algorithms. */
export function signedAttributes(facts: AttributeFacts): readonly Attribute[] {
  const { eContentType, contentName } = facts;
  const attribute = (type: string, value: Uint8Array): Attribute => ({
    oid: type,
    values: [value],
  });
  return [
    ...(eContentType === undefined ? [] : [attribute(OID.contentType, oid(eContentType))]),
    attribute(OID.messageDigest, octetString(facts.messageDigest)),
    attribute(OID.signingTime, time(facts.signingTime)),
    attribute(OID.signingCertificateV2, signingCertificateV2(facts)),
    attribute(OID.cmsAlgorithmProtection, algorithmProtection(facts)),
    ...(contentName === undefined || eContentType === undefined
      ? []
      : [attribute(OID.contentHints, contentHints(contentName, eContentType))]),
    ...claimAttributes(facts.claims ?? {}),
  ];
}

/**
 * RFC 5035 §3: SigningCertificateV2 ::= SEQUENCE { certs SEQUENCE OF ESSCertIDv2 }
 * ESSCertIDv2 ::= SEQUENCE { hashAlgorithm DEFAULT sha256, certHash, issuerSerial OPTIONAL }
 */
function signingCertificateV2(facts: AttributeFacts): Uint8Array {
  const { digestAlgorithm, certificate } = facts;
  const directoryName = explicit(4, certificate.issuer.der);
  const issuerSerial = sequence(sequence(directoryName), integer(certificate.serialNumber));
  const essCertId = sequence(
    // X.690 §11.5: a value equal to the default is left out.
    ...(digestAlgorithm.oid === OID.sha256 ? [] : [encodeAlgorithm(digestAlgorithm)]),
    octetString(facts.certificateDigest),
    issuerSerial,
  );
  return sequence(sequence(essCertId));
}

/** RFC 6211 §2: CMSAlgorithmProtection ::= SEQUENCE { digestAlgorithm, signatureAlgorithm [1] } */
function algorithmProtection({ digestAlgorithm, signatureAlgorithm }: AttributeFacts): Uint8Array {
  const signature = raw(contextConstructed(1), ...algorithmFields(signatureAlgorithm));
  return sequence(encodeAlgorithm(digestAlgorithm), signature);
}

/** RFC 2634 §2.9: ContentHints ::= SEQUENCE { contentDescription UTF8String OPTIONAL, contentType } */
function contentHints(description: string, contentType: string): Uint8Array {
  return sequence(utf8String(description), oid(contentType));
}

function algorithmFields({ oid: type, parameters }: AlgorithmIdentifier): readonly Uint8Array[] {
  return parameters === undefined ? [oid(type)] : [oid(type), parameters];
}
