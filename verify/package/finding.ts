import type { MainIndication, Reason, SubIndication } from '../report/report.ts';
import type { PackageFinding, PackageReason } from './package-report.ts';

type Facts = Readonly<Record<string, string | number>>;

export function failed(
  code: PackageReason,
  subIndication: SubIndication,
  facts: Facts = {},
): PackageFinding {
  return { indication: 'TOTAL-FAILED', subIndication, reason: { code, facts } };
}

/** What a part of the package says of itself, as a finding against the whole; none when it passed. */
export function findingOf(
  part: {
    readonly indication: MainIndication;
    readonly subIndication?: SubIndication;
    readonly reason?: Reason;
  },
  code: PackageReason,
  facts: Facts,
): PackageFinding[] {
  const { indication, subIndication, reason: cause } = part;
  if (indication === 'TOTAL-PASSED') return [];
  const reason = { code, facts, ...(cause === undefined ? {} : { cause }) };
  return [{ indication, ...(subIndication === undefined ? {} : { subIndication }), reason }];
}
