import type { ReasonFlag } from '../../formats/x509/extensions.ts';
import { ALL_REASONS } from './crl-scope.ts';
import type { RevocationGap } from './gaps.ts';
import {
  type CertificateStatus,
  type Doubt,
  REASON_HOLD,
  reasonText,
  type UsedEvidence,
  uniteEvidence,
} from './status.ts';

/** What one complete CRL, with the delta that goes with it, tells of the certificate. */
export interface Told {
  readonly reasons: ReadonlySet<ReasonFlag>;
  /** Absent: not revoked at the time asked. */
  readonly entry?: { readonly time: Date; readonly reason: number } | undefined;
  readonly thisUpdate: Date;
  readonly fresh: boolean;
  readonly freshUntil?: Date | undefined;
  readonly outOfBounds: boolean;
  readonly doubt?: Doubt | undefined;
  readonly used: UsedEvidence;
}

/** The status by everything that the CRLs tell; `gap` where none tells anything. */
export function concludeCrls(told: readonly Told[], gap: RevocationGap): CertificateStatus {
  // A revocation that is no hold is for ever, however old the CRL that tells of it.
  for (const { entry, thisUpdate, used } of told) {
    if (entry !== undefined && entry.reason !== REASON_HOLD) {
      const reason = reasonText(entry.reason);
      return { status: 'revoked', time: entry.time, reason, thisUpdate, used };
    }
  }
  const doubt = told.find((one) => one.doubt !== undefined)?.doubt;
  const status = concludeGood(told, gap);
  return 'source' in status ? { ...status, doubt } : status;
}

function concludeGood(told: readonly Told[], gap: RevocationGap): CertificateStatus {
  const newestFirst = [...told].sort((a, b) => b.thisUpdate.getTime() - a.thisUpdate.getTime());
  const inBounds = newestFirst.filter((one) => !one.outOfBounds);
  return (
    cover(
      inBounds.filter((one) => one.fresh || one.entry !== undefined),
      'good',
    ) ??
    cover(inBounds, 'not-fresh') ??
    outOfBounds(newestFirst) ?? {
      status: 'unknown',
      gap: told.length > 0 ? 'reasons-not-covered' : gap,
    }
  );
}

/** RFC 5280 §6.3.3 (e), (l): CRLs that add reasons, the newest first, until every reason is covered. */
function cover(told: readonly Told[], status: 'good' | 'not-fresh'): CertificateStatus | undefined {
  const covered = new Set<ReasonFlag>();
  const taken: Told[] = [];
  for (const one of told) {
    if ([...one.reasons].every((reason) => covered.has(reason))) continue;
    for (const reason of one.reasons) covered.add(reason);
    taken.push(one);
    if (one.entry !== undefined) {
      const { used, thisUpdate } = one;
      return {
        status: 'on-hold',
        time: one.entry.time,
        reason: reasonText(REASON_HOLD),
        thisUpdate,
        used,
      };
    }
    if (covered.size === ALL_REASONS.size) {
      const used = uniteEvidence(...taken.map((each) => each.used));
      const { thisUpdate, freshUntil } = one;
      return { status, source: 'crl', thisUpdate, freshUntil, used };
    }
  }
  return undefined;
}

function outOfBounds(told: readonly Told[]): CertificateStatus | undefined {
  const [newest] = told.filter((one) => one.outOfBounds);
  return newest && { status: 'issuer-out-of-bounds', used: newest.used };
}
