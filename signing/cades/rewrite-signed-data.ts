import { OID } from '../../formats/asn1/oids.ts';
import { bytesSource, readAll } from '../../formats/byte-source.ts';
import { encodeSignedData, type SignerInfoInput } from '../../formats/cms/encode-signed-data.ts';
import { parseSignedData } from '../../formats/cms/parse-signed-data.ts';
import type { SignedData, SignerInfo } from '../../formats/cms/signed-data.ts';
import { SigningError } from '../signing-error.ts';

/** Octets of a CMS that is written again with its content. */
const MAX_CONTENT = 64 * 1024 * 1024;

/** What a rewriting changes; what is left out stays. */
export interface Rewriting
  extends Partial<Pick<SignedData, 'certificates' | 'crls' | 'ocspResponses'>> {
  readonly signerInfo?: (
    signerInfo: SignerInfo,
    signedData: SignedData,
  ) => Promise<SignerInfoInput>;
}

/**
 * Writes a CMS again in DER with what `change` adds. What was signed stays as it was. Throws SigningError
 * `no-signer`, and `archived` where an archive-time-stamp of the older forms is over the file as it is written;
 * FormatError.
 */
export async function rewriteSignedData(
  cms: Uint8Array,
  change: (signedData: SignedData) => Rewriting | Promise<Rewriting>,
): Promise<Uint8Array> {
  const parsed = await parseSignedData(bytesSource(cms));
  const { signerInfos, content, ...rest } = parsed;
  if (signerInfos.length === 0) throw new SigningError('no-signer', 'nothing to be added to');
  refuseArchived(parsed);
  const { signerInfo: changed, ...data } = await change(parsed);
  const written: SignerInfoInput[] = [];
  for (const each of signerInfos) written.push((await changed?.(each, parsed)) ?? each);
  return encodeSignedData({
    ...rest,
    ...data,
    ...(content === undefined ? {} : { content: await readAll(content, MAX_CONTENT) }),
    signerInfos: written,
  });
}

// EN 319 122-1 annex A: these are over the encoding of everything, order included; v3 over each part by itself.
const OVER_ALL: ReadonlySet<string> = new Set([OID.archiveTimeStampV1, OID.archiveTimeStampV2]);

function refuseArchived({ signerInfos, remarks }: SignedData): void {
  const attributes = signerInfos.flatMap(({ unsignedAttributes = [] }) => unsignedAttributes);
  const older = attributes.some(({ oid }) => OVER_ALL.has(oid));
  const archived = older || attributes.some(({ oid }) => oid === OID.archiveTimeStampV3);
  const rewritten = remarks.some((remark) => /DER/.test(remark));
  if (older || (archived && rewritten)) {
    throw new SigningError('archived', 'an archive time-stamp is over the file as it is written');
  }
}
