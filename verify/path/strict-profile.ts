// What RFC 5280 demands of issuers in §4 and §5 without making §6 ask for it. The `strict` profile asks.
import { OID } from '../../formats/asn1/oids.ts';
import { FormatError } from '../../formats/format-error.ts';
import { authorityInfoAccess } from '../../formats/x509/extensions.ts';
import { type CertificateFacts, hasExtension, isCritical } from './certificate-facts.ts';
import type { PathReason } from './reasons.ts';
import { periodReason } from './validity-period.ts';

interface ProfileRule {
  readonly id: string;
  readonly clause: string;
  readonly holds: (facts: CertificateFacts) => boolean;
}

const RULES: readonly ProfileRule[] = [
  { id: 'der', clause: 'RFC 5280 §4.1', holds: ({ certificate }) => certificate.notDer !== true },
  { id: 'serial-number', clause: 'RFC 5280 §4.1.2.2', holds: hasProperSerialNumber },
  {
    id: 'issuer-not-empty',
    clause: 'RFC 5280 §4.1.2.4',
    holds: ({ certificate }) => certificate.issuer.rdns.length > 0,
  },
  {
    id: 'ca-subject-not-empty',
    clause: 'RFC 5280 §4.1.2.6',
    holds: (facts) => !isCa(facts) || facts.certificate.subject.rdns.length > 0,
  },
  {
    id: 'authority-key-identifier',
    clause: 'RFC 5280 §4.2.1.1',
    holds: (facts) =>
      !isCritical(facts.certificate, OID.authorityKeyIdentifier) &&
      (facts.selfIssued || facts.extensions.authorityKeyId !== undefined),
  },
  {
    id: 'subject-key-identifier',
    clause: 'RFC 5280 §4.2.1.2',
    holds: (facts) =>
      !isCritical(facts.certificate, OID.subjectKeyIdentifier) &&
      (!isCa(facts) || facts.extensions.subjectKeyId !== undefined),
  },
  {
    id: 'key-cert-sign-of-ca-only',
    clause: 'RFC 5280 §4.2.1.3',
    holds: (facts) => isCa(facts) || facts.extensions.keyUsage?.has('keyCertSign') !== true,
  },
  { id: 'subject-alternative-name', clause: 'RFC 5280 §4.2.1.6', holds: hasProperNames },
  { id: 'basic-constraints', clause: 'RFC 5280 §4.2.1.9', holds: hasProperBasicConstraints },
  { id: 'name-constraints', clause: 'RFC 5280 §4.2.1.10', holds: hasProperNameConstraints },
  {
    id: 'authority-information-access',
    clause: 'RFC 5280 §4.2.2.1',
    holds: hasReadableInfoAccess,
  },
  {
    id: 'policy-constraints-critical',
    clause: 'RFC 5280 §4.2.1.11',
    holds: ({ certificate }) => isCriticalIfPresent(certificate, OID.policyConstraints),
  },
  {
    id: 'inhibit-any-policy-critical',
    clause: 'RFC 5280 §4.2.1.14',
    holds: ({ certificate }) => isCriticalIfPresent(certificate, OID.inhibitAnyPolicy),
  },
];

/** The first rule that a certificate of the path breaks, from the anchor down; the anchor's period first. */
export function profileReason(path: readonly CertificateFacts[], at: Date): PathReason | undefined {
  const anchor = path.at(-1);
  if (anchor !== undefined && periodReason(anchor.certificate, at) !== undefined) {
    return { code: 'profile-violation', facts: { rule: 'anchor-period', clause: 'RFC 5280 §6.2' } };
  }
  for (const facts of path.toReversed()) {
    const broken = RULES.find((rule) => !rule.holds(facts));
    if (broken === undefined) continue;
    const { id, clause } = broken;
    return { code: 'profile-violation', facts: { rule: id, clause } };
  }
  return undefined;
}

function isCa({ extensions }: CertificateFacts): boolean {
  return extensions.basicConstraints?.ca === true;
}

function isCriticalIfPresent(certificate: CertificateFacts['certificate'], oid: string): boolean {
  return !hasExtension(certificate, oid) || isCritical(certificate, oid);
}

// Positive, at most 20 octets.
function hasProperSerialNumber({ certificate }: CertificateFacts): boolean {
  const octets = certificate.serialNumber;
  const negative = ((octets[0] ?? 0) & 0x80) !== 0;
  return !negative && octets.length <= 20 && octets.some((octet) => octet !== 0);
}

function hasProperNames({ certificate, extensions }: CertificateFacts): boolean {
  const names = extensions.subjectAltName;
  const empty = certificate.subject.rdns.length === 0;
  if (names === undefined) return !empty;
  if (names.length === 0 || (empty && !isCritical(certificate, OID.subjectAltName))) return false;
  return names.every((name) => name.kind !== 'dNSName' || isPreferredName(name.value));
}

// RFC 1034 §3.5: letters, digits and hyphens; an address in digits is none. The wildcard is for others to judge.
function isPreferredName(value: string): boolean {
  const labels = value.replace(/^\*\./, '').split('.');
  const allLabels = labels.every((label) => /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/i.test(label));
  return allLabels && !/^\d+$/.test(labels.at(-1) ?? '');
}

function hasProperBasicConstraints(facts: CertificateFacts): boolean {
  const { basicConstraints, keyUsage } = facts.extensions;
  if (basicConstraints?.ca === true && !isCritical(facts.certificate, OID.basicConstraints)) {
    return false;
  }
  if (basicConstraints?.pathLength === undefined) return true;
  return basicConstraints.ca && keyUsage?.has('keyCertSign') !== false;
}

function hasReadableInfoAccess({ certificate }: CertificateFacts): boolean {
  try {
    authorityInfoAccess(certificate.extensions);
    return true;
  } catch (error) {
    if (error instanceof FormatError) return false;
    throw error;
  }
}

function hasProperNameConstraints(facts: CertificateFacts): boolean {
  const constraints = facts.extensions.nameConstraints;
  if (constraints === undefined) return true;
  const empty = constraints.permitted === undefined && constraints.excluded === undefined;
  return isCa(facts) && !empty && isCritical(facts.certificate, OID.nameConstraints);
}
