import type { JsonObject } from '../../formats/evidence/canonical-json.ts';
import type { CosignatureAlgorithm } from '../../formats/log/cosignature.ts';
import type {
  CheckResult,
  MainIndication,
  Reason,
  SignatureReport,
  SubIndication,
} from '../report/report.ts';
import type { TimeStampReport } from '../report/time-stamp-report.ts';

/** Why a receipt is judged as it is; one sentence each in `receipt-messages.ts`. */
export type ReceiptReason =
  | 'passed'
  | 'receipt-unreadable'
  | 'checkpoint-malformed'
  | 'checkpoint-signature-wrong'
  | 'checkpoint-of-other-log'
  | 'entry-not-in-log'
  | 'entry-after-validation-time'
  | 'log-key-compromised'
  | 'entry-after-compromise'
  | 'entry-after-key-retired'
  | 'log-key-not-given'
  | 'seal-not-canonical'
  | 'seal-not-valid'
  | 'supplement-not-valid'
  | 'cosignature-wrong'
  | 'consistency-wrong'
  | 'time-stamp-before-entry'
  | 'supplement-of-other-checkpoint'
  | 'supplement-unreadable';

/** What the operator fixed. Claims of the file, proven only when the receipt is TOTAL-PASSED. */
export interface ReceiptEntry {
  readonly action: string;
  readonly paragraph: string;
  /** ISO 8601 UTC with milliseconds. */
  readonly time: string;
  /** Calendar day of `time` in Moscow. */
  readonly legalDate: string;
  readonly actor: JsonObject;
  readonly content: JsonObject;
}

/** What a cosigner says about the checkpoint (C2SP tlog-cosignature). */
export interface CosignatureReport {
  readonly name: string;
  /** Present when the cosigner's key was given from outside. */
  readonly algorithm?: CosignatureAlgorithm;
  readonly status: 'verified' | 'wrong' | 'unknown-key' | 'not-supported';
  /** ISO 8601 UTC: when the cosigner saw the checkpoint, if it says so. */
  readonly time?: string;
}

export interface GrownTo {
  readonly size: number;
  /** Lower-case hex. */
  readonly root: string;
}

export interface ReceiptReport {
  readonly indication: MainIndication;
  readonly subIndication?: SubIndication;
  readonly reason: Reason & { readonly code: ReceiptReason };
  readonly validationTime: string;
  readonly policy: string;
  /** Lower-case hex SHA-256 of the policy's file (verify/policy/policy-digest.ts); absent in reports kept from before. */
  readonly policyDigest?: string;
  readonly entry?: ReceiptEntry;
  /** Origin of the log, position in it and the size that the checkpoint signs. */
  readonly log?: { readonly origin: string; readonly index: number; readonly size: number };
  /** The operator's seal over the checkpoint. */
  readonly seal?: SignatureReport;
  /** Time-stamps over the checkpoint, when supplements were given. */
  readonly timeStamps?: readonly TimeStampReport[];
  /** Cosignatures under the checkpoint, when supplements were given. */
  readonly cosignatures?: readonly CosignatureReport[];
  /** The later checkpoint of the same log, verified, into which the receipt's own grew. */
  readonly grownTo?: GrownTo;
  readonly checks: readonly CheckResult[];
}
