import { OID } from '../asn1/oids.ts';

/**
 * Attributes of which a signature has at most one, with one value: RFC 5652 §11, RFC 5035 §3, RFC 6211 §2,
 * EN 319 122-1 §5.2.
 */
export const SINGLE_ATTRIBUTES: ReadonlyMap<string, string> = new Map([
  [OID.contentType, 'content-type'],
  [OID.messageDigest, 'message-digest'],
  [OID.signingTime, 'signing-time'],
  [OID.cmsAlgorithmProtection, 'cms-algorithm-protection'],
  [OID.signingCertificate, 'signing-certificate'],
  [OID.signingCertificateV2, 'signing-certificate-v2'],
  [OID.signaturePolicyIdentifier, 'signature-policy-identifier'],
  [OID.signerLocation, 'signer-location'],
  [OID.signerAttributes, 'signer-attributes'],
  [OID.signerAttributesV2, 'signer-attributes-v2'],
  [OID.contentHints, 'content-hints'],
  [OID.contentIdentifier, 'content-identifier'],
  [OID.contentReference, 'content-reference'],
  [OID.mimeType, 'mime-type'],
]);

const NAMES: ReadonlyMap<string, string> = new Map([
  ...SINGLE_ATTRIBUTES,
  [OID.contentTimeStamp, 'content-time-stamp'],
  [OID.commitmentType, 'commitment-type-indication'], // one for each commitment
]);

/** Names of the signed attributes that are known, as the standards call them. */
export const SIGNED_ATTRIBUTE_NAMES: readonly string[] = [...NAMES.values()];

/** The name of a signed attribute; its OID where it has none. */
export function attributeName(oid: string): string {
  return NAMES.get(oid) ?? oid;
}
