import type { ByteSource } from '../../formats/byte-source.ts';
import { parseSignedData } from '../../formats/cms/parse-signed-data.ts';
import type { SignedData, SignerInfo } from '../../formats/cms/signed-data.ts';
import { equalBytes } from '../../formats/equal-bytes.ts';
import { FormatError } from '../../formats/format-error.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';

/** What intake must know of a signature file before it is judged: where to ask for evidence, and for what. */
export interface ReadSignature {
  readonly signers: readonly Certificate[];
  readonly certificates: readonly Certificate[];
  readonly signatures: number;
  readonly carriesContent: boolean;
}

/** The signature, or why it cannot be read. Nothing here is verified. */
export async function readSignature(source: ByteSource): Promise<ReadSignature | FormatError> {
  try {
    const data = await parseSignedData(source);
    return {
      signers: data.signerInfos.flatMap((signer) => certificatesOf(signer, data)),
      certificates: data.certificates,
      signatures: data.signerInfos.length,
      carriesContent: data.content !== undefined,
    };
  } catch (error) {
    if (error instanceof FormatError) return error;
    throw error;
  }
}

function certificatesOf({ sid }: SignerInfo, data: SignedData): readonly Certificate[] {
  if (sid.kind === 'issuer-and-serial') {
    return data.certificates.filter(
      (candidate) =>
        equalBytes(candidate.serialNumber, sid.serialNumber) &&
        equalBytes(candidate.issuer.der, sid.issuer.der),
    );
  }
  // RFC 5280 §4.2.1.2: the extension's value is an OCTET STRING, two octets of header before the identifier.
  return data.certificates.filter((candidate) =>
    candidate.extensions.some(
      ({ oid, value }) => oid === '2.5.29.14' && equalBytes(value.subarray(2), sid.keyIdentifier),
    ),
  );
}
