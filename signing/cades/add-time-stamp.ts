import { OID } from '../../formats/asn1/oids.ts';
import { bytesSource, readAll } from '../../formats/byte-source.ts';
import { encodeSignedData, type SignerInfoInput } from '../../formats/cms/encode-signed-data.ts';
import { parseSignedData } from '../../formats/cms/parse-signed-data.ts';
import { SigningError } from '../signing-error.ts';
import type { TimeStampClient } from '../time-stamp/client.ts';

/** Octets of a CMS that is written again with its content. */
const MAX_CONTENT = 64 * 1024 * 1024;

/**
 * CAdES-B-T (EN 319 122-1 §5.3): a signature-time-stamp over the value of every signature that has none,
 * as an unsigned attribute. What was signed stays as it was. Throws SigningError, TimeStampError, FormatError.
 */
export async function addTimeStamp(cms: Uint8Array, client: TimeStampClient): Promise<Uint8Array> {
  const { signerInfos, content, ...parsed } = await parseSignedData(bytesSource(cms));
  if (signerInfos.length === 0) throw new SigningError('no-signer', 'nothing to be stamped');
  const stamped: SignerInfoInput[] = [];
  for (const signerInfo of signerInfos) stamped.push(await stampOne(signerInfo, client));
  return encodeSignedData({
    ...parsed,
    ...(content === undefined ? {} : { content: await readAll(content, MAX_CONTENT) }),
    signerInfos: stamped,
  });
}

async function stampOne(
  signerInfo: SignerInfoInput,
  client: TimeStampClient,
): Promise<SignerInfoInput> {
  const { unsignedAttributes = [], signature } = signerInfo;
  if (unsignedAttributes.some(({ oid }) => oid === OID.signatureTimeStamp)) return signerInfo;
  // EN 319 122-1 §5.3: the imprint is of the octets of the signature field, without tag and length.
  const { token } = await client.stamp(signature);
  const attribute = { oid: OID.signatureTimeStamp, values: [token] };
  return { ...signerInfo, unsignedAttributes: [...unsignedAttributes, attribute] };
}
