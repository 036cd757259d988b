// RFC 5280 §6.3.3 (b), (d): whether a CRL covers a certificate through one of its distribution points.

import type { DistributionPoint, ReasonFlag } from '../../formats/x509/extensions.ts';
import { REASON_FLAGS } from '../../formats/x509/revocation-extensions.ts';
import type { Budget } from '../path/budget.ts';
import type { CertificateFacts } from '../path/certificate-facts.ts';
import { rdnKeys } from '../path/match-names.ts';
import type { CrlFacts } from './crl-facts.ts';
import { directoryNames, generalNameKey, pointNames } from './point-names.ts';

/** RFC 5280 §6.3.2 (a): every reason but the unused bit. */
export const ALL_REASONS: ReadonlySet<ReasonFlag> = new Set(
  REASON_FLAGS.filter((flag) => flag !== 'unused'),
);

/**
 * The reasons that the CRL covers for the certificate: the interim_reasons_mask over all distribution
 * points that lead to it, and over the implied one of the certificate's own issuer. Empty: out of scope.
 */
export function coveredReasons(
  budget: Budget,
  crl: CrlFacts,
  target: CertificateFacts,
): ReadonlySet<ReasonFlag> {
  let covered = NO_REASONS;
  const points = target.extensions.distributionPoints ?? [];
  for (const point of [...points, impliedPoint(target)]) {
    budget.spend('nameComparisons');
    if (!leadsTo(budget, point, crl, target)) continue;
    if (point.reasons === undefined && crl.point?.onlySomeReasons === undefined) return ALL_REASONS;
    covered = new Set([...covered, ...interimMask(point, crl)]);
  }
  return covered;
}

const NO_REASONS: ReadonlySet<ReasonFlag> = new Set();

/** RFC 5280 §6.3.3 (d): what the point asks and the CRL tells. */
function interimMask({ reasons }: DistributionPoint, { point }: CrlFacts): readonly ReasonFlag[] {
  const [asked, told] = [reasons ?? ALL_REASONS, point?.onlySomeReasons ?? ALL_REASONS];
  return [...ALL_REASONS].filter((reason) => asked.has(reason) && told.has(reason));
}

// RFC 5280 §6.3.3, after step (l): a CRL of the certificate's issuer that no distribution point names.
function impliedPoint({ certificate }: CertificateFacts): DistributionPoint {
  const names = [{ kind: 'directoryName', name: certificate.issuer }] as const;
  return { name: { kind: 'fullName', names } };
}

function leadsTo(
  budget: Budget,
  point: DistributionPoint,
  crl: CrlFacts,
  target: CertificateFacts,
): boolean {
  // (b)(1)
  if (point.crlIssuer === undefined) {
    if (crl.issuer !== target.issuer) return false;
  } else if (!crl.point?.indirectCRL || !directoryNames(point.crlIssuer).includes(crl.issuer)) {
    return false;
  }
  if (crl.point === undefined) return true;
  const wanted = wantedNames(point, target);
  budget.spend('nameComparisons', wanted.length);
  return inScope(wanted, crl, target);
}

/** RFC 5280 §6.3.3 (b)(2) */
function inScope(wanted: readonly string[], crl: CrlFacts, target: CertificateFacts): boolean {
  const issuing = crl.point;
  if (issuing === undefined) return true;
  const ca = target.extensions.basicConstraints?.ca === true;
  if (issuing.onlyContainsUserCerts && ca) return false; // (ii)
  if (issuing.onlyContainsCACerts && !ca) return false; // (iii)
  if (issuing.onlyContainsAttributeCerts) return false; // (iv)
  // (i)
  const { published } = crl;
  return published === undefined || wanted.some((name) => published.has(name));
}

function wantedNames(point: DistributionPoint, target: CertificateFacts): readonly string[] {
  return point.name === undefined
    ? (point.crlIssuer ?? []).map(generalNameKey)
    : pointNames(point.name, relativeBase(point, target));
}

// RFC 5280 §4.2.1.13: relative to cRLIssuer where it is one name, else to the certificate's issuer.
function relativeBase(point: DistributionPoint, target: CertificateFacts): readonly string[] {
  const [named] = point.crlIssuer ?? [];
  if (named?.kind === 'directoryName') return rdnKeys(named.name);
  return rdnKeys(target.certificate.issuer);
}
