import { certifyingReason, type Wanted } from '../path/purposes.ts';
import type { PathReason } from '../path/reasons.ts';
import type { TrustAnchor } from './trust.ts';

/** Why the anchor may not be used for the purpose at the time; undefined when it may. */
export function anchorReason(
  anchor: TrustAnchor,
  { at, ...wanted }: Wanted & { readonly at: Date },
): PathReason | undefined {
  const foreign = anchorPurposeReason(anchor, wanted);
  if (foreign !== undefined) return foreign;
  // EN 319 102-1 §5.2.6: the sunset date itself is outside.
  if (anchor.until !== undefined && anchor.until <= at) {
    return { code: 'anchor-no-longer-trusted', facts: { until: anchor.until.toISOString() } };
  }
  return notYetTrusted(anchor, at);
}

export function notYetTrusted({ from }: TrustAnchor, at: Date): PathReason | undefined {
  if (from === undefined || from <= at) return undefined;
  return { code: 'anchor-not-yet-trusted', facts: { from: from.toISOString() } };
}

/** Why whoever trusts the anchor does not trust it for the purpose, whenever. */
export function anchorPurposeReason(
  { purposes, extendedKeyUsage }: TrustAnchor,
  { purpose, ...wanted }: Wanted,
): PathReason | undefined {
  const foreign = purpose !== 'any' && purposes?.includes(purpose) === false;
  if (foreign) return { code: 'anchor-purpose', facts: { purpose } };
  const limited = certifyingReason(extendedKeyUsage, { purpose, ...wanted });
  return limited && { ...limited, code: 'anchor-purpose' };
}
