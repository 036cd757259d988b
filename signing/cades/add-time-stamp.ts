import { OID } from '../../formats/asn1/oids.ts';
import type { SignerInfoInput } from '../../formats/cms/encode-signed-data.ts';
import type { SignerInfo } from '../../formats/cms/signed-data.ts';
import type { TimeStampClient } from '../time-stamp/client.ts';
import { rewriteSignedData } from './rewrite-signed-data.ts';

/**
 * CAdES-B-T (EN 319 122-1 §5.3): a signature-time-stamp over the value of every signature that has none,
 * as an unsigned attribute. What was signed stays as it was. Throws SigningError, TimeStampError, FormatError.
 */
export function addTimeStamp(cms: Uint8Array, client: TimeStampClient): Promise<Uint8Array> {
  return rewriteSignedData(cms, () => ({ signerInfo: (each) => stampOne(each, client) }));
}

async function stampOne(signerInfo: SignerInfo, client: TimeStampClient): Promise<SignerInfoInput> {
  const { unsignedAttributes = [], signature } = signerInfo;
  if (unsignedAttributes.some(({ oid }) => oid === OID.signatureTimeStamp)) return signerInfo;
  // EN 319 122-1 §5.3: the imprint is of the octets of the signature field, without tag and length.
  const { token } = await client.stamp(signature);
  const attribute = { oid: OID.signatureTimeStamp, values: [token] };
  return { ...signerInfo, unsignedAttributes: [...unsignedAttributes, attribute] };
}
