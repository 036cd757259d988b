import { OID } from '../../formats/asn1/oids.ts';
import type { TrustPurpose } from '../trust/trust.ts';
import { type CertificateFacts, isCritical } from './certificate-facts.ts';
import type { PathReason } from './reasons.ts';

/** What the leaf must be good for; `any`: RFC 5280 §6 alone, which asks nothing of it. */
export type PathPurpose = TrustPurpose | 'any';

export interface Wanted {
  readonly purpose: PathPurpose;
  readonly extendedKeyUsage?: string | undefined;
}

/** EN 319 102-1 §5.2.6, chain constraints on the path, leaf first, the anchor last. */
export function purposeReason(
  path: readonly CertificateFacts[],
  wanted: Wanted,
): PathReason | undefined {
  const [leaf] = path;
  const reason = leaf && leafReason(leaf, wanted);
  if (reason !== undefined) return reason;
  for (const issuer of path.slice(1, -1)) {
    const limited = issuerReason(issuer, wanted);
    if (limited !== undefined) return limited;
  }
  return undefined;
}

/**
 * RFC 5280 §4.2.1.12: a certificate must only be used for the purposes that it names; to certify for another is
 * such a use. The anchor's own is left to whoever trusts it.
 */
function issuerReason({ extensions }: CertificateFacts, wanted: Wanted): PathReason | undefined {
  return certifyingReason(extensions.extendedKeyUsage, wanted);
}

/** Why one who may certify for these usages may not for what is wanted; without usages for every purpose. */
export function certifyingReason(
  usages: readonly string[] | undefined,
  { purpose, extendedKeyUsage }: Wanted,
): PathReason | undefined {
  const asked = limitReason(usages, extendedKeyUsage);
  if (asked !== undefined || purpose === 'any') return asked;
  return purpose === 'time-stamp'
    ? limitReason(usages, OID.kpTimeStamping)
    : foreignPurposeReason(usages, purpose);
}

/** A certificate without the extension is good for every purpose. */
function limitReason(
  usages: readonly string[] | undefined,
  wanted: string | undefined,
): PathReason | undefined {
  if (wanted === undefined || usages === undefined) return undefined;
  if (usages.includes(wanted) || usages.includes(OID.anyExtendedKeyUsage)) return undefined;
  return { code: 'purpose-extended-key-usage', facts: { purpose: wanted } };
}

function leafReason(facts: CertificateFacts, wanted: Wanted): PathReason | undefined {
  const { purpose, extendedKeyUsage } = wanted;
  const { keyUsage, extendedKeyUsage: usages } = facts.extensions;
  const limited = limitReason(usages, extendedKeyUsage);
  if (limited !== undefined) return limited;
  if (purpose === 'any') return undefined;
  // RFC 5280 §4.2.1.3: to sign other than certificates and CRLs takes one of these two bits.
  const signs = keyUsage?.has('digitalSignature') ?? true;
  if (!signs && !keyUsage?.has('contentCommitment')) {
    return { code: 'purpose-key-usage', facts: { purpose } };
  }
  return purpose === 'time-stamp' ? timeStampReason(facts) : foreignPurposeReason(usages, purpose);
}

/** Purposes that say of a key that it signs something else than documents (RFC 5280 §4.2.1.12). */
const FOREIGN: ReadonlySet<string> = new Set([
  OID.kpServerAuth,
  OID.kpCodeSigning,
  OID.kpTimeStamping,
  OID.kpOcspSigning,
]);

// RFC 5280 §4.2.1.12: only for the purposes named. Authorities name those for documents each in its own way
// (RFC 9336, e-mail, client sign-in, their own), so the refusal is of what is certainly another.
function foreignPurposeReason(
  usages: readonly string[] | undefined,
  purpose: TrustPurpose,
): PathReason | undefined {
  if (usages === undefined || usages.some((usage) => !FOREIGN.has(usage))) return undefined;
  return { code: 'purpose-extended-key-usage', facts: { purpose } };
}

/** RFC 3161 §2.3: critical, and this one purpose alone. */
function timeStampReason({ certificate, extensions }: CertificateFacts): PathReason | undefined {
  const usages = extensions.extendedKeyUsage;
  const only = usages?.length === 1 && usages[0] === OID.kpTimeStamping;
  if (only && isCritical(certificate, OID.extendedKeyUsage)) return undefined;
  return { code: 'purpose-extended-key-usage', facts: { purpose: 'time-stamp' } };
}
