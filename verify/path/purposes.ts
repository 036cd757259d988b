import { OID } from '../../formats/asn1/oids.ts';
import type { TrustPurpose } from '../trust/trust.ts';
import { type CertificateFacts, isCritical } from './certificate-facts.ts';
import type { PathReason } from './reasons.ts';

/** What the leaf must be good for; `any`: RFC 5280 §6 alone, which asks nothing of it. */
export type PathPurpose = TrustPurpose | 'any';

/** EN 319 102-1 §5.2.6, chain constraints on the signer's certificate. */
export function purposeReason(
  facts: CertificateFacts,
  wanted: {
    readonly purpose: PathPurpose;
    readonly extendedKeyUsage?: string | undefined;
  },
): PathReason | undefined {
  const { purpose, extendedKeyUsage } = wanted;
  const usages = facts.extensions.extendedKeyUsage;
  // RFC 5280 §4.2.1.12: a certificate without the extension is good for every purpose.
  const fits = [extendedKeyUsage, OID.anyExtendedKeyUsage].some((one) =>
    usages?.includes(one ?? ''),
  );
  if (extendedKeyUsage !== undefined && usages !== undefined && !fits) {
    return { code: 'purpose-extended-key-usage', facts: { purpose: extendedKeyUsage } };
  }
  if (purpose === 'any') return undefined;
  const { keyUsage } = facts.extensions;
  // RFC 5280 §4.2.1.3: to sign other than certificates and CRLs takes one of these two bits.
  const signs = keyUsage?.has('digitalSignature') ?? true;
  if (!signs && !keyUsage?.has('contentCommitment')) {
    return { code: 'purpose-key-usage', facts: { purpose } };
  }
  return purpose === 'time-stamp' ? timeStampReason(facts) : foreignPurposeReason(facts, purpose);
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
  { extensions }: CertificateFacts,
  purpose: TrustPurpose,
): PathReason | undefined {
  const usages = extensions.extendedKeyUsage;
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
