// RFC 5280 §6.3.3 (b), (d): whether a CRL covers a certificate through one of its distribution points.

import { toHex } from '../../formats/hex.ts';
import type { NameAttribute } from '../../formats/x509/certificate.ts';
import type {
  DistributionPoint,
  DistributionPointName,
  GeneralName,
  ReasonFlag,
} from '../../formats/x509/extensions.ts';
import type { CertificateFacts } from '../path/certificate-facts.ts';
import { nameKey, rdnKeys } from '../path/match-names.ts';
import type { CrlFacts } from './crl-facts.ts';

/** RFC 5280 §6.3.2 (a): every reason but the unused bit. */
export const ALL_REASONS: ReadonlySet<ReasonFlag> = new Set<ReasonFlag>([
  'keyCompromise',
  'cACompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'certificateHold',
  'privilegeWithdrawn',
  'aACompromise',
]);

/**
 * The reasons that the CRL covers for the certificate: the interim_reasons_mask over all distribution
 * points that lead to it, and over the implied one of the certificate's own issuer. Empty: out of scope.
 */
export function coveredReasons(crl: CrlFacts, target: CertificateFacts): ReadonlySet<ReasonFlag> {
  const covered = new Set<ReasonFlag>();
  const points = target.extensions.distributionPoints ?? [];
  for (const point of [...points, impliedPoint(target)]) {
    if (!leadsTo(point, crl, target)) continue;
    if (point.reasons === undefined && crl.point?.onlySomeReasons === undefined) return ALL_REASONS;
    for (const reason of ALL_REASONS) {
      const asked = point.reasons?.has(reason) ?? true;
      const told = crl.point?.onlySomeReasons?.has(reason) ?? true;
      if (asked && told) covered.add(reason); // (d)
    }
  }
  return covered;
}

// RFC 5280 §6.3.3, after step (l): a CRL of the certificate's issuer that no distribution point names.
function impliedPoint({ certificate }: CertificateFacts): DistributionPoint {
  const names = [{ kind: 'directoryName', name: certificate.issuer }] as const;
  return { name: { kind: 'fullName', names } };
}

function leadsTo(point: DistributionPoint, crl: CrlFacts, target: CertificateFacts): boolean {
  // (b)(1)
  if (point.crlIssuer === undefined) {
    if (crl.issuer !== target.issuer) return false;
  } else if (!crl.point?.indirectCRL || !directoryNames(point.crlIssuer).includes(crl.issuer)) {
    return false;
  }
  return crl.point === undefined || inScope(point, crl, target);
}

/** RFC 5280 §6.3.3 (b)(2) */
function inScope(point: DistributionPoint, crl: CrlFacts, target: CertificateFacts): boolean {
  const issuing = crl.point;
  if (issuing === undefined) return true;
  const ca = target.extensions.basicConstraints?.ca === true;
  if (issuing.onlyContainsUserCerts && ca) return false; // (ii)
  if (issuing.onlyContainsCACerts && !ca) return false; // (iii)
  if (issuing.onlyContainsAttributeCerts) return false; // (iv)
  if (issuing.name === undefined) return true;
  // (i)
  const published = pointNames(issuing.name, rdnKeys(crl.crl.issuer));
  const wanted =
    point.name === undefined
      ? (point.crlIssuer ?? []).map(generalNameKey)
      : pointNames(point.name, relativeBase(point, target));
  return wanted.some((name) => published.includes(name));
}

// RFC 5280 §4.2.1.13: relative to cRLIssuer where it is one name, else to the certificate's issuer.
function relativeBase(point: DistributionPoint, target: CertificateFacts): readonly string[] {
  const [named] = point.crlIssuer ?? [];
  if (named?.kind === 'directoryName') return rdnKeys(named.name);
  return rdnKeys(target.certificate.issuer);
}

function pointNames(name: DistributionPointName, base: readonly string[]): readonly string[] {
  if (name.kind === 'fullName') return name.names.map(generalNameKey);
  return [`directoryName:${nameKey([...base, rdnKey(name.rdn)])}`];
}

function rdnKey(rdn: readonly NameAttribute[]): string {
  return rdnKeys({ der: new Uint8Array(), rdns: [rdn] })[0] ?? '';
}

/** The prepared directory names among general names. */
export function directoryNames(names: readonly GeneralName[]): readonly string[] {
  return names.flatMap((name) =>
    name.kind === 'directoryName' ? [nameKey(rdnKeys(name.name))] : [],
  );
}

function generalNameKey(name: GeneralName): string {
  switch (name.kind) {
    case 'directoryName':
      return `${name.kind}:${nameKey(rdnKeys(name.name))}`;
    case 'rfc822Name':
    case 'dNSName':
    case 'uniformResourceIdentifier':
      return `${name.kind}:${name.value}`;
    case 'iPAddress':
      return `${name.kind}:${toHex(name.octets)}`;
    case 'registeredID':
      return `${name.kind}:${name.oid}`;
    case 'otherName':
      return `${name.kind}:${name.typeId}:${toHex(name.value)}`;
    case 'x400Address':
    case 'ediPartyName':
      return `${name.kind}:${toHex(name.der)}`;
  }
}
