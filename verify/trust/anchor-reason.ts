import type { PathPurpose } from '../path/purposes.ts';
import type { PathReason } from '../path/reasons.ts';
import type { TrustAnchor } from './trust.ts';

/** Why the anchor may not be used for the purpose at the time; undefined when it may. */
export function anchorReason(
  anchor: TrustAnchor,
  { at, purpose }: { at: Date; purpose: PathPurpose },
): PathReason | undefined {
  if (purpose !== 'any' && anchor.purposes?.includes(purpose) === false) {
    return { code: 'anchor-purpose', facts: { purpose } };
  }
  // EN 319 102-1 §5.2.6: the sunset date itself is outside.
  if (anchor.until !== undefined && anchor.until <= at) {
    return { code: 'anchor-no-longer-trusted', facts: { until: anchor.until.toISOString() } };
  }
  if (anchor.from !== undefined && at < anchor.from) {
    return { code: 'anchor-not-yet-trusted', facts: { from: anchor.from.toISOString() } };
  }
  return undefined;
}
