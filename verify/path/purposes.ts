import { OID } from '../../formats/asn1/oids.ts';
import type { TrustPurpose } from '../trust/trust.ts';
import { type CertificateFacts, isCritical } from './certificate-facts.ts';
import type { PathReason } from './reasons.ts';

/** What the leaf must be good for; `any`: RFC 5280 §6 alone, which asks nothing of it. */
export type PathPurpose = TrustPurpose | 'any';

/** EN 319 102-1 §5.2.6, chain constraints on the signer's certificate. */
export function purposeReason(
  facts: CertificateFacts,
  purpose: PathPurpose,
): PathReason | undefined {
  if (purpose === 'any') return undefined;
  const { keyUsage, extendedKeyUsage } = facts.extensions;
  // RFC 5280 §4.2.1.3: to sign other than certificates and CRLs takes one of these two bits.
  const signs =
    keyUsage === undefined || keyUsage.has('digitalSignature') || keyUsage.has('contentCommitment');
  if (!signs) return { code: 'purpose-key-usage', facts: { purpose } };
  if (purpose !== 'time-stamp') return undefined;
  // RFC 3161 §2.3: critical, and this one purpose alone.
  const only = extendedKeyUsage?.length === 1 && extendedKeyUsage[0] === OID.kpTimeStamping;
  if (only && isCritical(facts.certificate, OID.extendedKeyUsage)) return undefined;
  return { code: 'purpose-extended-key-usage', facts: { purpose } };
}
