import type { Algorithms } from '../../../algorithms/registry.ts';
import { OID } from '../../../formats/asn1/oids.ts';
import {
  readCertificateValues,
  readRevocationValues,
} from '../../../formats/cms/long-term-attributes.ts';
import { parseSignedData } from '../../../formats/cms/parse-signed-data.ts';
import type { Attribute, SignedData, SignerInfo } from '../../../formats/cms/signed-data.ts';
import { FormatError } from '../../../formats/format-error.ts';
import { parseCertificate } from '../../../formats/x509/parse-certificate.ts';
import type { EmbeddedData, SignatureFacts, SignedObject } from '../signature-facts.ts';
import type { NamedSource } from '../validation-input.ts';
import { isAttributeSet } from './content-ambiguity.ts';
import { formatFindings } from './format-findings.ts';
import { HashIndexes } from './hash-index.ts';
import { countOtherTimeStamps, readTimeStamps } from './read-time-stamps.ts';
import { readSignedAttributes, type SignedAttributes } from './signed-attributes.ts';
import { signerReference } from './signer-reference.ts';
import { StampedParts } from './stamped-parts.ts';

interface Input {
  readonly signature: NamedSource;
  readonly content?: NamedSource;
  readonly algorithms: Algorithms;
}

/** One SignatureFacts for each signerInfo of a CMS SignedData (RFC 5652 §5), in their order. */
export async function readCmsSignatures(input: Input): Promise<readonly SignatureFacts[]> {
  const signedData = await parseSignedData(input.signature.source);
  const contents = contentsOf(signedData, input);
  const ambiguous = await anyAmbiguous(signedData, contents);
  // One object for all: what is embedded is read once for the file.
  const { certificates, crls, ocspResponses } = signedData;
  const embedded = { certificates, crls, ocspResponses };
  const { algorithms } = input;
  const stampedContent = input.content === undefined ? {} : { content: input.content };
  const parts = new StampedParts();
  return signedData.signerInfos.map((signerInfo) => {
    const attributes = readSignedAttributes(signerInfo);
    const messageDigest = attributes.messageDigest;
    return {
      format: attributes.references.length > 0 ? 'CAdES' : 'CMS',
      level: attributes.references.length > 0 ? 'CAdES-B-B' : 'CMS',
      contentType: signedData.contentType,
      findings: formatFindings({
        signedData,
        signerInfo,
        attributes,
        ambiguous,
        algorithms,
      }),
      signer: signerReference(signerInfo.sid, attributes.references),
      embedded: embeddedWith(embedded, signerInfo),
      objects: signedObjects(contents, signerInfo, messageDigest, input.signature.name),
      value: {
        algorithm: signerInfo.signatureAlgorithm,
        digestOid: signerInfo.digestAlgorithm.oid,
        value: signerInfo.signature,
        over: valueOver(signerInfo),
      },
      signedAttributes: signerInfo.signedAttributes !== undefined,
      timeStamps: readTimeStamps({
        ...{ signedData, signerInfo, ...stampedContent, parts },
        indexes: new HashIndexes(signedData, signerInfo, algorithms),
      }),
      otherTimeStamps: countOtherTimeStamps(signerInfo),
      ...extendedForm(signerInfo),
      ...optional(attributes),
    };
  });
}

// RFC 5652 §5.2: content is in the file or beside it. Where it is in both, both must be what was signed.
function contentsOf(signedData: SignedData, { signature, content }: Input): NamedSource[] {
  const attached =
    signedData.content === undefined
      ? []
      : // Not the file's own name: the file holds more than what is signed.
        [{ name: `${signature.name} (content)`, source: signedData.content }];
  return content === undefined ? attached : [...attached, content];
}

function signedObjects(
  contents: readonly NamedSource[],
  signerInfo: SignerInfo,
  messageDigest: Uint8Array | undefined,
  fileName: string,
): SignedObject[] {
  const common = {
    digestOid: signerInfo.digestAlgorithm.oid,
    whole: true,
    ...(messageDigest === undefined ? {} : { expectedDigest: messageDigest }),
  };
  if (contents.length === 0) return [{ name: fileName, ...common }];
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

/** EN 319 122-2 §4: what baseline signatures never carry. */
function extendedForm({
  unsignedAttributes = [],
}: SignerInfo): Pick<SignatureFacts, 'extendedForm'> {
  const has = (...types: readonly string[]) =>
    unsignedAttributes.some(({ oid }) => types.includes(oid));
  if (has(OID.certificateValues, OID.revocationValues)) return { extendedForm: 'XL' };
  if (has(OID.escTimeStamp, OID.certCrlTimeStamp)) return { extendedForm: 'X' };
  return has(OID.completeCertificateReferences, OID.completeRevocationReferences)
    ? { extendedForm: 'C' }
    : {};
}

function valuesIn(attribute: Attribute): Partial<EmbeddedData> | undefined {
  try {
    if (attribute.oid === OID.certificateValues) {
      return { certificates: readCertificateValues(attribute).map(parseCertificate) };
    }
    return attribute.oid === OID.revocationValues ? readRevocationValues(attribute) : undefined;
  } catch (error) {
    if (error instanceof FormatError) return undefined; // hints that cannot be read are none
    throw error;
  }
}

async function anyAmbiguous(
  signedData: SignedData,
  contents: readonly NamedSource[],
): Promise<boolean> {
  const withoutAttributes = signedData.signerInfos.some(
    ({ signedAttributes }) => signedAttributes === undefined,
  );
  if (!withoutAttributes) return false;
  for (const { source } of contents) if (await isAttributeSet(source)) return true;
  return false;
}

function optional(
  attributes: SignedAttributes,
): Pick<SignatureFacts, 'claimedSigningTime' | 'signaturePolicy'> {
  const { signingTime, signaturePolicy } = attributes;
  return {
    ...(signingTime === undefined ? {} : { claimedSigningTime: signingTime }),
    ...(signaturePolicy === undefined ? {} : { signaturePolicy }),
  };
}
