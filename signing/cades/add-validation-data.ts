import { equalBytes } from '../../formats/equal-bytes.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import { rewriteSignedData } from './rewrite-signed-data.ts';

/** What a verifier will need when the authorities answer no more. */
export interface ValidationData {
  readonly certificates: readonly Certificate[];
  /** DER. */
  readonly crls: readonly Uint8Array[];
  /** DER of OCSPResponses. */
  readonly ocspResponses: readonly Uint8Array[];
}

/**
 * CAdES-B-LT (EN 319 122-1 §6.3): certificates and revocation data of signers and of time-stamps, put into the
 * SignedData. Nothing is asked of them here. Throws SigningError, FormatError.
 */
export function addValidationData(cms: Uint8Array, data: ValidationData): Promise<Uint8Array> {
  return rewriteSignedData(cms, ({ certificates, crls, ocspResponses }) => ({
    certificates: [
      ...certificates,
      ...data.certificates.filter(
        ({ der }) => !certificates.some((one) => equalBytes(one.der, der)),
      ),
    ],
    crls: [...crls, ...missing(data.crls, crls)],
    ocspResponses: [...ocspResponses, ...missing(data.ocspResponses, ocspResponses)],
  }));
}

function missing(
  wanted: readonly Uint8Array[],
  there: readonly Uint8Array[],
): readonly Uint8Array[] {
  return wanted.filter((each) => !there.some((one) => equalBytes(one, each)));
}
