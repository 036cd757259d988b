import type { Reason, SubIndication } from '../report/report.ts';

/**
 * Why a path holds or falls, from the least specific to the most: where several candidate paths fell, the
 * reason furthest down this list is reported.
 */
export const PATH_REASONS = [
  /** No certificate at hand has the issuer's name: facts `issuer`. */
  'no-issuer-found',
  /** An issuer by name, but the signature is not by its key. */
  'certificate-signature-invalid',
  /** No provider computes the algorithm, or the key is none that it can use: facts `algorithm`. */
  'certificate-signature-not-checked',
  /** Anchors fit, but none serves the purpose (facts `purpose`) or is trusted at the time yet. */
  'anchor-purpose',
  'anchor-not-yet-trusted',
  /** EN 319 102-1 §5.2.6: past the sunset date. */
  'anchor-no-longer-trusted',
  /** Facts `rule` (see strict-profile.ts) and `certificate`. */
  'profile-violation',
  'certificate-malformed',
  'signature-algorithms-differ',
  'not-a-ca',
  'key-usage-not-cert-sign',
  'path-too-long',
  'unknown-critical-extension',
  'name-constraint-malformed',
  'name-constraint-not-supported',
  'name-not-permitted',
  'name-excluded',
  'policy-mapping-any-policy',
  'no-acceptable-policy',
  'certificate-not-yet-valid',
  'certificate-expired',
  /** The signer's certificate may not be used for the purpose. */
  'purpose-key-usage',
  'purpose-extended-key-usage',
  /** Nothing at hand tells the status: facts `detail`, a code of RevocationGap. */
  'revocation-unknown',
  'revocation-issuer-out-of-bounds',
  'revocation-not-fresh',
  'certificate-on-hold',
  'certificate-revoked',
  /** Facts `limit`, `value`. */
  'path-limit',
  /** Of the whole file or package: facts `limit`, `value`. */
  'work-limit',
  'path-valid',
] as const;

export type PathReasonCode = (typeof PATH_REASONS)[number];

export interface PathReason extends Reason {
  readonly code: PathReasonCode;
}

/** The reason that says more: the later of the two in the list. */
export function moreSpecific(a: PathReason, b: PathReason): PathReason {
  return PATH_REASONS.indexOf(b.code) > PATH_REASONS.indexOf(a.code) ? b : a;
}

// EN 319 102-1 table 6. Reasons that are not here are CERTIFICATE_CHAIN_GENERAL_FAILURE.
const SUB_INDICATIONS: ReadonlyMap<PathReasonCode, SubIndication> = new Map([
  ['no-issuer-found', 'NO_CERTIFICATE_CHAIN_FOUND'],
  // EN 319 102-1 §5.2.6: a chain is of certificates issued by the next; by name alone is no chain.
  ['certificate-signature-invalid', 'NO_CERTIFICATE_CHAIN_FOUND'],
  ['anchor-purpose', 'NO_CERTIFICATE_CHAIN_FOUND'],
  ['anchor-not-yet-trusted', 'NO_CERTIFICATE_CHAIN_FOUND'],
  ['anchor-no-longer-trusted', 'NO_CERTIFICATE_CHAIN_FOUND_NO_POE'],
  ['profile-violation', 'CHAIN_CONSTRAINTS_FAILURE'],
  ['purpose-key-usage', 'CHAIN_CONSTRAINTS_FAILURE'],
  ['purpose-extended-key-usage', 'CHAIN_CONSTRAINTS_FAILURE'],
  ['revocation-issuer-out-of-bounds', 'REVOCATION_OUT_OF_BOUNDS_NO_POE'],
  ['revocation-not-fresh', 'TRY_LATER'],
  ['certificate-on-hold', 'TRY_LATER'],
]);

/** `leaf` and `leafUnrevoked`: what EN 319 102-1 tells apart for the signer's own certificate. */
export function subIndicationOf(
  reason: PathReason,
  { leaf, leafUnrevoked }: { leaf: boolean; leafUnrevoked: boolean },
): SubIndication {
  if (reason.code === 'certificate-revoked') return leaf ? 'REVOKED_NO_POE' : 'REVOKED_CA_NO_POE';
  const period =
    reason.code === 'certificate-expired' || reason.code === 'certificate-not-yet-valid';
  if (period && leaf) return leafUnrevoked ? 'OUT_OF_BOUNDS_NOT_REVOKED' : 'OUT_OF_BOUNDS_NO_POE';
  return SUB_INDICATIONS.get(reason.code) ?? 'CERTIFICATE_CHAIN_GENERAL_FAILURE';
}
