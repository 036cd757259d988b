/** Why no revocation information decides; the later in the list, the nearer it came. */
export const REVOCATION_GAPS = [
  'no-information',
  /** None of the certificate's issuer, distribution points or scope. */
  'not-in-scope',
  'malformed',
  /** RFC 5280 §5.2.1, §5.2.3, asked for by the strict profile alone. */
  'profile-violation',
  'unknown-critical-extension',
  /** thisUpdate lies after the time up to which evidence counts. */
  'from-the-future',
  /** The certificate had expired before, and the issuer does not say that it keeps such certificates. */
  'expired-certificate-not-covered',
  'responder-not-found',
  'signature-invalid',
  'signature-not-checked',
  'signer-not-authorized',
  'signer-path-invalid',
  'signer-status-unknown',
  /** The same, asked about signers of signers more often than PathLimits.revocationDepth allows. */
  'nested-too-deep',
  /** Only some reasons for revocation are covered. */
  'reasons-not-covered',
  /** An OCSP responder that does not know the certificate. */
  'status-unknown',
] as const;
export type RevocationGap = (typeof REVOCATION_GAPS)[number];

export function nearerGap(a: RevocationGap, b: RevocationGap): RevocationGap {
  return REVOCATION_GAPS.indexOf(b) > REVOCATION_GAPS.indexOf(a) ? b : a;
}
