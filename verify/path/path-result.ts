import type { Algorithms } from '../../algorithms/registry.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import type { Evidence } from '../process/evidence.ts';
import type { BlockIndication, CertificateReport, SubIndication } from '../report/report.ts';
import type { Doubt, RevocationObject, UsedEvidence } from '../revocation/status.ts';
import type { TrustAnchor } from '../trust/trust.ts';
import type { PathLimits } from './budget.ts';
import type { PathPurpose } from './purposes.ts';
import type { PathReason } from './reasons.ts';
import type { CheckedPath } from './validate-path.ts';
import type { Work } from './work.ts';

/** RFC 5280 §6.1.1, and what EN 319 102-1 §5.2.6 adds. */
export interface CertificateValidation {
  readonly leaf: Certificate;
  readonly trust: readonly TrustAnchor[];
  readonly purpose: PathPurpose;
  /** KeyPurposeId that the leaf must allow where it limits its purposes. */
  readonly extendedKeyUsage?: string;
  readonly evidence: Evidence;
  /** The time of judgement: validation time or control time. */
  readonly at: Date;
  /** Evidence issued later than this is not believed; absent: `at`. Not before `at`. */
  readonly latestEvidence?: Date;
  readonly algorithms: Algorithms;
  /** user-initial-policy-set as OIDs; absent: any-policy. */
  readonly initialPolicies?: readonly string[];
  readonly explicitPolicy?: boolean;
  readonly inhibitMapping?: boolean;
  readonly inhibitAny?: boolean;
  readonly maximumPathLength?: number;
  /**
   * Whether an unknown status, or one that is not fresh, ends the path: of every certificate, of the leaf
   * alone, or of none. A revocation that is known always does.
   */
  readonly requireRevocation: boolean | 'leaf';
  /** Seconds; absent: nextUpdate decides. */
  readonly revocationFreshness?: number;
  /** `report`: the leaf's own period is judged last (OUT_OF_BOUNDS_*), as EN 319 102-1 §5.2.6 has it. */
  readonly leafValidity: 'check' | 'report';
  /** Adds the profile of RFC 5280 §4 and §5 to §6; see strict-profile.ts. */
  readonly strict?: boolean;
  readonly limits?: PathLimits;
  /** Shared with the other decisions about the same file; absent: the limits of the decision alone. */
  readonly work?: Work;
}

export interface PathResult {
  readonly indication: BlockIndication;
  readonly subIndication?: SubIndication;
  readonly reason: PathReason;
  /** Leaf first, the anchor's certificate last where one was reached. */
  readonly path: readonly Certificate[];
  readonly anchor?: TrustAnchor;
  /** In the order of `path`. */
  readonly revocation: readonly CertificateReport['revocation'][];
  /** In the order of `path`: the CRLs and OCSP responses that each status stands on. */
  readonly told: readonly (readonly RevocationObject[])[];
  /** When the certificate that decided was revoked or put on hold. */
  readonly revocationTime?: Date;
  /** The first other paths (a hundred) and why each fell, in the order in which they were tried. */
  readonly tried: readonly { readonly path: readonly Certificate[]; readonly reason: PathReason }[];
  /** How many more fell. */
  readonly notTold: number;
  readonly used: UsedEvidence;
  /** Certificates of the path that were revoked later, and that their issuers call invalid already at the time. */
  readonly doubts: readonly (Doubt & { readonly certificate: Certificate })[];
  /** Present exactly when `indication` is PASSED. */
  readonly checked?: CheckedPath;
}
