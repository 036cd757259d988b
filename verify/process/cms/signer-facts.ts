import type { Algorithms } from '../../../algorithms/registry.ts';
import { OID } from '../../../formats/asn1/oids.ts';
import { attributeName } from '../../../formats/cms/attribute-names.ts';
import { findAttributes } from '../../../formats/cms/attributes.ts';
import {
  readCertificateValues,
  readRevocationValues,
} from '../../../formats/cms/long-term-attributes.ts';
import { readPolicyStore } from '../../../formats/cms/signature-policy.ts';
import type { Attribute, SignedData, SignerInfo } from '../../../formats/cms/signed-data.ts';
import { FormatError } from '../../../formats/format-error.ts';
import { readableCertificates } from '../../../formats/x509/tolerant-certificate.ts';
import type { EmbeddedData, SignatureFacts, SignedObject } from '../signature-facts.ts';
import type { NamedSource } from '../validation-input.ts';
import { contentDigest } from './content-digest.ts';
import type { SignedAttributes } from './signed-attributes.ts';
import { signerReference } from './signer-reference.ts';
import type { StampedParts } from './stamped-parts.ts';

/** What all signatures of one file share. */
export interface CmsFile {
  readonly name: string;
  readonly signedData: SignedData;
  /** Attached, then what is given beside. */
  readonly contents: readonly NamedSource[];
  /** Given beside; absent: nothing. */
  readonly content?: NamedSource;
  /** One object for all: what is embedded is read once for the file. */
  readonly embedded: EmbeddedData;
  readonly parts: StampedParts;
  readonly algorithms: Algorithms;
}

/** What a signerInfo says of itself, in a SignedData or as a counter-signature. */
export function signerFacts(
  signerInfo: SignerInfo,
  attributes: SignedAttributes,
  { embedded, algorithms }: CmsFile,
): Omit<SignatureFacts, 'findings' | 'objects' | 'contentType'> {
  const cades = attributes.references.length > 0;
  const { signingTime, signaturePolicy } = attributes;
  return {
    format: cades ? 'CAdES' : 'CMS',
    level: cades ? 'CAdES-B-B' : 'CMS',
    signer: signerReference(signerInfo.sid, attributes.references),
    embedded: embeddedWith(embedded, signerInfo),
    value: {
      algorithm: signerInfo.signatureAlgorithm,
      digestOid: contentDigest(signerInfo, algorithms),
      value: signerInfo.signature,
      over: valueOver(signerInfo),
    },
    signedAttributes: signerInfo.signedAttributes !== undefined,
    attributes: new Set([...attributes.present].map(attributeName)),
    ...(signingTime === undefined ? {} : { claimedSigningTime: signingTime }),
    ...(signaturePolicy === undefined
      ? {}
      : { signaturePolicy, storedPolicies: storedPolicies(signerInfo) }),
    claims: attributes.claims,
  };
}

/** Each content is a whole of which the digest is signed; where there is none, something named so is missing. */
export function signedObjects(
  contents: readonly NamedSource[],
  signerInfo: SignerInfo,
  { messageDigest }: SignedAttributes,
  { name: missing, algorithms }: Pick<CmsFile, 'name' | 'algorithms'>,
): SignedObject[] {
  const common = {
    digestOid: contentDigest(signerInfo, algorithms),
    whole: true,
    ...(messageDigest === undefined ? {} : { expectedDigest: messageDigest }),
  };
  if (contents.length === 0) return [{ name: missing, ...common }];
  return contents.map((content) => ({ name: content.name, content, ...common }));
}

function valueOver({ signedAttributes }: SignerInfo): SignatureFacts['value']['over'] {
  return signedAttributes === undefined
    ? { kind: 'objects' }
    : { kind: 'octets', asReceived: signedAttributes.signedBytes, der: signedAttributes.der };
}

/** What came along with this signature alone, in the older forms of CAdES, beside what is for all. */
function embeddedWith(shared: EmbeddedData, { unsignedAttributes = [] }: SignerInfo): EmbeddedData {
  const found = unsignedAttributes.map(valuesIn).filter((each) => each !== undefined);
  // One object for all signatures where there is nothing of their own: it is read once.
  if (found.length === 0) return shared;
  const all = [shared, ...found];
  return {
    certificates: all.flatMap(({ certificates = [] }) => certificates),
    crls: all.flatMap(({ crls = [] }) => crls),
    ocspResponses: all.flatMap(({ ocspResponses = [] }) => ocspResponses),
  };
}

function storedPolicies({ unsignedAttributes = [] }: SignerInfo): readonly Uint8Array[] {
  return findAttributes(unsignedAttributes, OID.signaturePolicyStore).flatMap((attribute) => {
    try {
      return readPolicyStore(attribute) ?? [];
    } catch (error) {
      if (error instanceof FormatError) return []; // what cannot be read is not at hand
      throw error;
    }
  });
}

function valuesIn(attribute: Attribute): Partial<EmbeddedData> | undefined {
  try {
    if (attribute.oid === OID.certificateValues) {
      return { certificates: readableCertificates(readCertificateValues(attribute)) };
    }
    return attribute.oid === OID.revocationValues ? readRevocationValues(attribute) : undefined;
  } catch (error) {
    if (error instanceof FormatError) return undefined; // hints that cannot be read are none
    throw error;
  }
}
