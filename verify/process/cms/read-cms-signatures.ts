import type { Algorithms } from '../../../algorithms/registry.ts';
import { OID } from '../../../formats/asn1/oids.ts';
import { findAttributes } from '../../../formats/cms/attributes.ts';
import { parseSignedData } from '../../../formats/cms/parse-signed-data.ts';
import type { SignedData, SignerInfo } from '../../../formats/cms/signed-data.ts';
import type { EmbeddedTimeStamp, SignatureFacts, SignedObject } from '../signature-facts.ts';
import type { NamedSource } from '../validation-input.ts';
import { isAttributeSet } from './content-ambiguity.ts';
import { formatFindings } from './format-findings.ts';
import { readSignedAttributes, type SignedAttributes } from './signed-attributes.ts';
import { signerReference } from './signer-reference.ts';

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
        algorithms: input.algorithms,
      }),
      signer: signerReference(signerInfo.sid, attributes.references),
      embedded,
      objects: signedObjects(contents, signerInfo, messageDigest, input.signature.name),
      value: {
        algorithm: signerInfo.signatureAlgorithm,
        digestOid: signerInfo.digestAlgorithm.oid,
        value: signerInfo.signature,
        over: valueOver(signerInfo),
      },
      signedAttributes: signerInfo.signedAttributes !== undefined,
      timeStamps: signatureTimeStamps(signerInfo),
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

// EN 319 122-1 §5.3: over the octets of the signature field; there may be several attributes and values.
function signatureTimeStamps({
  unsignedAttributes = [],
  signature,
}: SignerInfo): EmbeddedTimeStamp[] {
  return findAttributes(unsignedAttributes, OID.signatureTimeStamp)
    .flatMap(({ values }) => values)
    .map((token) => ({ kind: 'signature-time-stamp', token, over: signature }));
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
