import type { JsonObject } from '../../formats/evidence/canonical-json.ts';
import type { ReceiptReport } from '../receipts/receipt-report.ts';
import type {
  CheckResult,
  MainIndication,
  Reason,
  SignatureReport,
  SubIndication,
} from '../report/report.ts';

/** Why a package is judged as it is; one sentence each in `package-messages.ts`. */
export type PackageReason =
  | 'passed'
  | 'package-unreadable'
  | 'manifest-missing'
  | 'manifest-receipt-missing'
  | 'manifest-unreadable'
  | 'manifest-not-committed'
  | 'container-differs'
  | 'container-seal-not-passed'
  | 'contents-differ'
  | 'entry-added'
  | 'entry-changed'
  | 'entry-checksum'
  | 'entry-removed'
  | 'entry-renamed'
  | 'entries-reordered'
  | 'receipt-not-passed'
  | 'receipt-for-other-content'
  | 'receipt-of-other-log'
  | 'receipt-after-issue'
  | 'report-not-named'
  | 'signature-absent'
  | 'signature-not-passed'
  | 'signature-partial'
  | 'signature-unreadable'
  | 'evidence-unreadable'
  | 'supplement-stray'
  | 'log-forked';

export interface PackageFinding {
  readonly indication: Exclude<MainIndication, 'TOTAL-PASSED'>;
  readonly subIndication?: SubIndication;
  readonly reason: Reason & { readonly code: PackageReason };
}

export interface PackagedSignature {
  /** Name of the signature's file in the package. */
  readonly file: string;
  readonly signatures: readonly SignatureReport[];
}

export interface PackagedVersion {
  readonly number: number;
  readonly document: { readonly name: string; readonly size: number; readonly sha256: string };
  /** Each with the moment that it proves (Decree 65, para. 24). */
  readonly received: ReceiptReport;
  readonly placed?: ReceiptReport;
  /** Of what became of it later, in the order of the journal. */
  readonly later: readonly ReceiptReport[];
  readonly signatures: readonly PackagedSignature[];
}

export interface PackagedDocument {
  /** As the manifest says, for people; only with a manifest to which `issued` commits. */
  readonly described?: JsonObject;
  readonly versions: readonly PackagedVersion[];
}

export interface PackageReport {
  readonly file: string;
  readonly validationTime: string;
  readonly policy: string;
  /** Lower-case hex SHA-256 of the policy's file (verify/policy/policy-digest.ts); absent in reports kept from before. */
  readonly policyDigest?: string;
  /** The worst of everything in the package. */
  readonly indication: MainIndication;
  readonly subIndication?: SubIndication;
  readonly reason: Reason & { readonly code: PackageReason };
  /** Everything that is against the package, entries named. */
  readonly findings: readonly PackageFinding[];
  readonly checks: readonly CheckResult[];
  /** As the manifest says, for people; only with a manifest to which `issued` commits. */
  readonly contract?: JsonObject;
  /** Entries of the journal as of which the package tells. */
  readonly asOf?: number;
  /** Receipt for the issue of this very package. */
  readonly issued?: ReceiptReport;
  /** The operator's seal over the container's list of files. */
  readonly seal?: SignatureReport;
  readonly documents: readonly PackagedDocument[];
  /** Of what is about no version, such as the arrival of requests. */
  readonly receipts: readonly ReceiptReport[];
}
