// Readers of the attributes that a signature's verdict depends on. Each takes an attribute with its one
// value (RFC 5652 §11) and throws FormatError when there are more, none, or the value is malformed.
import type { DerReader } from '../asn1/decode.ts';
import { OID } from '../asn1/oids.ts';
import { contextConstructed, TAG } from '../asn1/tags.ts';
import type { AlgorithmIdentifier, Name } from '../x509/certificate.ts';
import { type GeneralName, readGeneralNames } from '../x509/general-name.ts';
import { readAlgorithm } from '../x509/read-fields.ts';
import { readValue } from './read-value.ts';
import type { Attribute } from './signed-data.ts';

/** Every attribute of this type: more than one is for the caller to judge. */
export function findAttributes(list: readonly Attribute[], oid: string): readonly Attribute[] {
  return list.filter((attribute) => attribute.oid === oid);
}

/** RFC 5652 §11.1 */
export function readContentType(attribute: Attribute): string {
  return readValue(attribute, 'content-type', (reader) => reader.oid());
}

/** RFC 5652 §11.2 */
export function readMessageDigest(attribute: Attribute): Uint8Array {
  return readValue(attribute, 'message-digest', (reader) => reader.content(TAG.octetString));
}

/** What the signer claims. */
export interface SigningTime {
  readonly time: Date;
  /** RFC 5652 §11.3: "MUST be expressed in Greenwich Mean Time" with seconds, and was not. */
  readonly notDer: boolean;
}

/** RFC 5652 §11.3: Time ::= CHOICE { utcTime UTCTime, generalizedTime GeneralizedTime } */
export function readSigningTime(attribute: Attribute): SigningTime {
  return readValue(attribute, 'signing-time', (reader) => {
    const time = reader.moment();
    return { time, notDer: reader.notDer };
  });
}

/** RFC 5652 §11.4: the DER of the SignerInfos, of which each value is one. */
export function counterSignatures(list: readonly Attribute[]): readonly Uint8Array[] {
  return findAttributes(list, OID.counterSignature).flatMap((attribute) => attribute.values);
}

export interface IssuerSerial {
  readonly issuer: readonly GeneralName[];
  /** Content octets of the INTEGER. */
  readonly serialNumber: Uint8Array;
}

/** RFC 5035 §5.4.1.1 ESSCertIDv2, or RFC 2634 §5.4.1 ESSCertID, whose digest is SHA-1. */
export interface SigningCertificateReference {
  readonly digestOid: string;
  readonly digest: Uint8Array;
  readonly issuerSerial?: IssuerSerial;
}

/**
 * The certificates that signing-certificate or signing-certificate-v2 names, the signer's first:
 * SEQUENCE { certs SEQUENCE OF ESSCertID(v2), policies SEQUENCE OF PolicyInformation OPTIONAL }; `known` as in `readName`.
 */
export function readSigningCertificate(
  attribute: Attribute,
  known: readonly Name[] = [],
): SigningCertificateReference[] {
  const v2 = attribute.oid === OID.signingCertificateV2;
  const name = v2 ? 'signing-certificate-v2' : 'signing-certificate';
  return readValue(attribute, name, (reader) => {
    const inner = reader.enter(TAG.sequence);
    const certs = inner.enter(TAG.sequence);
    const references: SigningCertificateReference[] = [];
    do {
      references.push(readReference(certs.enter(TAG.sequence), v2, known));
    } while (certs.more);
    if (inner.more) inner.elementOf(TAG.sequence);
    inner.finish();
    return references;
  });
}

/** ESSCertIDv2 ::= SEQUENCE { hashAlgorithm DEFAULT sha256, certHash OCTET STRING, issuerSerial OPTIONAL } */
function readReference(
  inner: DerReader,
  v2: boolean,
  known: readonly Name[],
): SigningCertificateReference {
  const named = v2 && inner.is(TAG.sequence) ? readAlgorithm(inner).oid : undefined;
  const digestOid = named ?? (v2 ? OID.sha256 : OID.sha1);
  const digest = inner.content(TAG.octetString);
  if (!inner.more) return { digestOid, digest };
  const issuerSerial = readIssuerSerial(inner.enter(TAG.sequence), known);
  inner.finish();
  return { digestOid, digest, issuerSerial };
}

/** IssuerSerial ::= SEQUENCE { issuer GeneralNames, serialNumber INTEGER } */
function readIssuerSerial(inner: DerReader, known: readonly Name[]): IssuerSerial {
  const issuer = readGeneralNames(inner.enter(TAG.sequence), known);
  const serialNumber = inner.integerOctets();
  inner.finish();
  return { issuer, serialNumber };
}

export interface AlgorithmProtection {
  readonly digestAlgorithm: AlgorithmIdentifier;
  /** Absent in a MAC's protection. */
  readonly signatureAlgorithm?: AlgorithmIdentifier;
  readonly macAlgorithm?: AlgorithmIdentifier;
}

/** RFC 6211 §2: SEQUENCE { digestAlgorithm, signatureAlgorithm [1] OPTIONAL, macAlgorithm [2] OPTIONAL } */
export function readAlgorithmProtection(attribute: Attribute): AlgorithmProtection {
  return readValue(attribute, 'CMS algorithm protection', (reader) => {
    const inner = reader.enter(TAG.sequence);
    const digestAlgorithm = readAlgorithm(inner);
    const signature = inner.is(contextConstructed(1));
    const algorithm = readAlgorithm(inner, contextConstructed(signature ? 1 : 2));
    inner.finish();
    return signature
      ? { digestAlgorithm, signatureAlgorithm: algorithm }
      : { digestAlgorithm, macAlgorithm: algorithm };
  });
}
