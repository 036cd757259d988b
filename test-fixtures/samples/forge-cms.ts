import { createHash } from 'node:crypto';
import { OID } from '../../formats/asn1/oids.ts';
import {
  encodeSignedAttributes,
  encodeSignedData,
  type SignerInfoInput,
} from '../../formats/cms/encode-signed-data.ts';
import type { Attribute } from '../../formats/cms/signed-data.ts';
import type { AlgorithmIdentifier, Certificate } from '../../formats/x509/certificate.ts';
import { signedAttributes } from '../../signing/cades/signed-attributes.ts';
import type { SigningIdentity } from '../../signing/signing-key.ts';

/** What is changed before the attributes are signed: the signature value itself stays right. */
export interface SignerChanges {
  readonly attributes?: (list: readonly Attribute[]) => readonly Attribute[];
  /** The certificate that signing-certificate-v2 names. */
  readonly named?: Certificate;
  /** The certificate that the signer identifier names. */
  readonly identified?: Certificate;
  readonly digestAlgorithm?: AlgorithmIdentifier;
  readonly signatureAlgorithm?: AlgorithmIdentifier;
  /** After signing. */
  readonly signature?: (value: Uint8Array) => Uint8Array;
}

const sha256 = (data: Uint8Array) => new Uint8Array(createHash('sha256').update(data).digest());

/** A signer of `content` as our own signer makes it, but for the changes. */
export async function forgeSigner(
  { key, certificate }: SigningIdentity,
  content: Uint8Array,
  signingTime: Date,
  changes: SignerChanges = {},
): Promise<SignerInfoInput> {
  const digestAlgorithm = changes.digestAlgorithm ?? { oid: OID.sha256 };
  const signatureAlgorithm = changes.signatureAlgorithm ?? key.signatureAlgorithm;
  const named = changes.named ?? certificate;
  const list = signedAttributes({
    eContentType: OID.data,
    messageDigest: sha256(content),
    signingTime,
    digestAlgorithm: { oid: OID.sha256 },
    signatureAlgorithm,
    certificate: named,
    certificateDigest: sha256(named.der),
  });
  const changed = changes.attributes?.(list) ?? list;
  const der = encodeSignedAttributes(changed);
  const value = await key.sign(der);
  const { issuer, serialNumber } = changes.identified ?? certificate;
  return {
    sid: { kind: 'issuer-and-serial', issuer, serialNumber },
    digestAlgorithm,
    signedAttributes: { signedBytes: der, der, list: changed },
    signatureAlgorithm,
    signature: changes.signature?.(value) ?? value,
  };
}

export interface CmsParts {
  readonly certificates: readonly Certificate[];
  readonly signerInfos: readonly SignerInfoInput[];
  readonly content?: Uint8Array;
}

export function forgeCms(parts: CmsParts): Uint8Array {
  return encodeSignedData({ contentType: OID.data, ...parts });
}

export function without(type: string) {
  return (list: readonly Attribute[]) => list.filter(({ oid }) => oid !== type);
}

/** The attribute twice, each with its one value. */
export function twice(type: string) {
  return (list: readonly Attribute[]) =>
    list.flatMap((one) => (one.oid === type ? [one, one] : [one]));
}

/** The attribute once, with its value twice. */
export function twoValues(type: string) {
  return replaced(type, (value) => [value, value]);
}

export function replaced(type: string, values: (value: Uint8Array) => readonly Uint8Array[]) {
  return (list: readonly Attribute[]) =>
    list.map((one) => (one.oid === type ? { oid: type, values: one.values.flatMap(values) } : one));
}

export function flipLastBit(octets: Uint8Array): Uint8Array {
  return octets.map((octet, index) => (index === octets.length - 1 ? octet ^ 1 : octet));
}
