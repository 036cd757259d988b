// EN 319 122-1 §5.5.3: archive-time-stamp-v3.
import type { DigestAlgorithm } from '../../algorithms/provider.ts';
import type { Algorithms } from '../../algorithms/registry.ts';
import { oid as encodeOid, octetString, sequence } from '../../formats/asn1/encode.ts';
import { OID } from '../../formats/asn1/oids.ts';
import type { ByteSource } from '../../formats/byte-source.ts';
import type { SignerInfoInput } from '../../formats/cms/encode-signed-data.ts';
import type { SignedData, SignerInfo } from '../../formats/cms/signed-data.ts';
import { joinBytes } from '../../formats/join-bytes.ts';
import { SigningError } from '../signing-error.ts';
import type { TimeStampClient } from '../time-stamp/client.ts';
import { digestAlgorithm, digestContent } from './digest-content.ts';
import { rewriteSignedData } from './rewrite-signed-data.ts';

export interface ArchiveRequest {
  readonly client: TimeStampClient;
  readonly algorithms: Algorithms;
  /** OID of the digest: that of the client's imprints, which the index must share. */
  readonly digestOid: string;
  /** The document of a detached signature. */
  readonly content?: ByteSource;
}

/**
 * CAdES-B-LTA: an archive-time-stamp-v3 over every signature with all that came along, made when the validation
 * data are in (`addValidationData`), and again before its own algorithms or its certificate end. Throws
 * SigningError, TimeStampError, FormatError.
 */
export async function addArchiveTimeStamp(
  cms: Uint8Array,
  request: ArchiveRequest,
): Promise<Uint8Array> {
  // As it will be written: the time-stamp is over encodings.
  const inDer = await rewriteSignedData(cms, () => ({}));
  return rewriteSignedData(inDer, () => ({
    signerInfo: (signerInfo, signedData) => archiveOne(signerInfo, signedData, request),
  }));
}

async function archiveOne(
  signerInfo: SignerInfo,
  signedData: SignedData,
  { client, algorithms, digestOid, content }: ArchiveRequest,
): Promise<SignerInfoInput> {
  const source = signedData.content ?? content;
  if (source === undefined) throw new SigningError('no-content', 'the document is not at hand');
  const digest = digestAlgorithm(algorithms, digestOid);
  const digests = await digestContent(source, [digestOid], algorithms);
  const index = await hashIndex(signerInfo, signedData, digest);
  const { token } = await client.stamp(
    joinBytes([
      encodeOid(signedData.contentType),
      digests.get(digestOid) ?? new Uint8Array(),
      ...signerInfo.encoded.fields,
      index,
    ]),
  );
  const attribute = { oid: OID.archiveTimeStampV3, values: [await withIndex(token, index)] };
  const { unsignedAttributes = [] } = signerInfo;
  return { ...signerInfo, unsignedAttributes: [...unsignedAttributes, attribute] };
}

/** §5.5.2: digests of each certificate, of each revocation information and of each value of each attribute. */
async function hashIndex(
  { unsignedAttributes = [] }: SignerInfo,
  { encoded }: SignedData,
  digest: DigestAlgorithm,
): Promise<Uint8Array> {
  const list = async (items: readonly Uint8Array[]) => {
    const digests: Uint8Array[] = [];
    for (const item of items) digests.push(octetString(await digest.digest(item)));
    return sequence(...digests);
  };
  const values = unsignedAttributes.flatMap((attribute) =>
    attribute.values.map((value) => joinBytes([encodeOid(attribute.oid), value])),
  );
  return sequence(
    sequence(encodeOid(digest.oid)),
    await list(encoded.certificateChoices),
    await list(encoded.revocationChoices),
    await list(values),
  );
}

/** The index is an unsigned attribute of the token itself. */
function withIndex(token: Uint8Array, index: Uint8Array): Promise<Uint8Array> {
  const attribute = { oid: OID.atsHashIndexV3, values: [index] };
  return rewriteSignedData(token, () => ({
    signerInfo: async (signerInfo) => ({
      ...signerInfo,
      unsignedAttributes: [...(signerInfo.unsignedAttributes ?? []), attribute],
    }),
  }));
}
