import { OID } from '../../formats/asn1/oids.ts';
import { TAG } from '../../formats/asn1/tags.ts';
import { equalBytes } from '../../formats/equal-bytes.ts';
import { FormatError } from '../../formats/format-error.ts';
import type {
  AlgorithmIdentifier,
  Certificate,
  Extension,
} from '../../formats/x509/certificate.ts';
import {
  authorityKeyIdentifier,
  type BasicConstraints,
  basicConstraints,
  certificatePolicies,
  crlDistributionPoints,
  type DistributionPoint,
  extendedKeyUsage,
  findExtension,
  type GeneralName,
  inhibitAnyPolicy,
  type KeyUsage,
  keyUsage,
  type NameConstraints,
  nameConstraints,
  type PolicyConstraints,
  type PolicyMapping,
  policyConstraints,
  policyMappings,
  subjectAltName,
  subjectKeyIdentifier,
} from '../../formats/x509/extensions.ts';
import { PreparedNames } from './match-names.ts';
import type { PathReason } from './reasons.ts';

/** What building and validating ask of a certificate, read once. No verdict is in it. */
export interface CertificateFacts {
  readonly certificate: Certificate;
  readonly subjectRdns: readonly string[];
  /** Prepared names: equal exactly when the names match (RFC 5280 §7.1). */
  readonly subject: string;
  readonly issuer: string;
  /** RFC 5280 §6.1: subject and issuer match; says nothing of the signature. */
  readonly selfIssued: boolean;
  readonly extensions: ExtensionFacts;
  /** What makes the certificate unusable in any path. */
  readonly fault?: PathReason;
}

export interface ExtensionFacts {
  readonly basicConstraints?: BasicConstraints | undefined;
  readonly keyUsage?: ReadonlySet<KeyUsage> | undefined;
  readonly extendedKeyUsage?: readonly string[] | undefined;
  readonly nameConstraints?: NameConstraints | undefined;
  readonly subjectAltName?: readonly GeneralName[] | undefined;
  readonly policies?: readonly string[] | undefined;
  readonly policyMappings?: readonly PolicyMapping[] | undefined;
  readonly policyConstraints?: PolicyConstraints | undefined;
  readonly inhibitAnyPolicy?: number | undefined;
  readonly subjectKeyId?: Uint8Array | undefined;
  readonly authorityKeyId?: Uint8Array | undefined;
  readonly distributionPoints?: readonly DistributionPoint[] | undefined;
}

/**
 * Extensions that path validation, the purpose or the revocation check acts on. RFC 5280 §6.1.4 (o): any
 * other that is critical ends the path, also those that RFC 5280 forbids to be critical (AIA).
 */
const PROCESSED: ReadonlySet<string> = new Set([
  OID.basicConstraints,
  OID.keyUsage,
  OID.extendedKeyUsage,
  OID.nameConstraints,
  OID.subjectAltName,
  OID.certificatePolicies,
  OID.policyMappings,
  OID.policyConstraints,
  OID.inhibitAnyPolicy,
  OID.subjectKeyIdentifier,
  OID.authorityKeyIdentifier,
  OID.crlDistributionPoints,
  OID.ocspNoCheck,
]);

export function readCertificateFacts(
  certificate: Certificate,
  names: PreparedNames = new PreparedNames(),
): CertificateFacts {
  const { rdns: subjectRdns, key: subject } = names.of(certificate.subject);
  const { key: issuer } = names.of(certificate.issuer);
  const base = { certificate, subjectRdns, subject, issuer, selfIssued: subject === issuer };
  try {
    const extensions = readExtensions(certificate.extensions);
    const fault = faultOf(certificate);
    return { ...base, extensions, ...(fault === undefined ? {} : { fault }) };
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    const fault = { code: 'certificate-malformed', facts: { detail: error.message } } as const;
    return { ...base, extensions: {}, fault };
  }
}

function readExtensions(all: readonly Extension[]): ExtensionFacts {
  return {
    basicConstraints: basicConstraints(all),
    keyUsage: keyUsage(all),
    extendedKeyUsage: extendedKeyUsage(all),
    nameConstraints: nameConstraints(all),
    subjectAltName: alternativeNames(all),
    policies: certificatePolicies(all)?.map((policy) => policy.policyId),
    policyMappings: policyMappings(all),
    policyConstraints: policyConstraints(all),
    inhibitAnyPolicy: inhibitAnyPolicy(all),
    subjectKeyId: subjectKeyIdentifier(all),
    authorityKeyId: authorityKeyIdentifier(all)?.keyIdentifier,
    distributionPoints: crlDistributionPoints(all),
  };
}

// RFC 5280 §4.2.1.6 wants at least one name. Certificates with none are in the field; a list that names
// nobody is read as such, since no name of it can escape a constraint.
function alternativeNames(all: readonly Extension[]): readonly GeneralName[] | undefined {
  const value = findExtension(all, OID.subjectAltName)?.value;
  const empty = value?.length === 2 && value[0] === TAG.sequence && value[1] === 0;
  return empty ? [] : subjectAltName(all);
}

function faultOf(certificate: Certificate): PathReason | undefined {
  // RFC 5280 §4.1.1.2: the unsigned identifier must say what the signed one says.
  if (!sameAlgorithm(certificate.signatureAlgorithm, certificate.tbsSignatureAlgorithm)) {
    return { code: 'signature-algorithms-differ' };
  }
  // RFC 5280 §6.1.4 (o), §6.1.5 (f)
  const unknown = certificate.extensions.find((e) => e.critical && !PROCESSED.has(e.oid));
  const extension = unknown?.oid ?? unknownQualifier(certificate);
  if (extension === undefined) return undefined;
  return { code: 'unknown-critical-extension', facts: { extension } };
}

/** RFC 5280 §4.2.1.4: cPSuri and userNotice; neither changes what a policy means. */
const POLICY_QUALIFIERS: ReadonlySet<string> = new Set(['1.3.6.1.5.5.7.2.1', '1.3.6.1.5.5.7.2.2']);

/** RFC 5280 §4.2.1.4: of a critical extension the qualifiers must be understood too. */
function unknownQualifier(certificate: Certificate): string | undefined {
  if (!isCritical(certificate, OID.certificatePolicies)) return undefined;
  return certificatePolicies(certificate.extensions)
    ?.flatMap(({ qualifiers }) => qualifiers)
    .find(({ oid }) => !POLICY_QUALIFIERS.has(oid))?.oid;
}

/** Equal, absent parameters and NULL being told apart. */
export function sameAlgorithm(a: AlgorithmIdentifier, b: AlgorithmIdentifier): boolean {
  if (a.oid !== b.oid) return false;
  if (a.parameters === undefined || b.parameters === undefined)
    return a.parameters === b.parameters;
  return equalBytes(a.parameters, b.parameters);
}

export function hasExtension(certificate: Certificate, oid: string): boolean {
  return findExtension(certificate.extensions, oid) !== undefined;
}

export function isCritical(certificate: Certificate, oid: string): boolean {
  return findExtension(certificate.extensions, oid)?.critical === true;
}
