import type { ValidationReport } from '../../verify/report/report.ts';
import type { DocumentWarning, HoldReason, RefusalCode, VersionState } from '../model/document.ts';

/** Why a placing was refused; codes are stable, `part` names the file of the request. */
export interface RefusalReason {
  readonly code: RefusalCode;
  readonly part: string;
  readonly indication?: string;
  readonly subIndication?: string;
  readonly detail?: string;
}

/** What the vault found worth saying although it took the document. */
export type IntakeWarning = SignerWarning | (DocumentWarning & { readonly part: string });

export interface SignerWarning {
  readonly code: 'authority-not-shown'; // a natural person's certificate: a power of attorney is needed
  readonly part: string;
  readonly detail?: string;
}

export interface PartReport {
  readonly part: string;
  readonly report: ValidationReport;
}

export interface PlacedOutcome {
  readonly kind: 'placed';
  readonly contractId: string;
  readonly documentId: string;
  readonly version: number;
  readonly state: VersionState;
  readonly sha256: string;
  readonly size: number;
  readonly warnings: readonly IntakeWarning[];
  /** Why it is not placed yet; absent when it is. */
  readonly reasons?: readonly HoldReason[];
  readonly receivedEntry: string;
  /** Absent while the version is pending: it is received, and placed once its signature has passed. */
  readonly placedEntry?: string;
}

export interface Refusal {
  readonly kind: 'refused';
  /** Journal entry `document.refused`. */
  readonly entry: string;
  readonly sha256: string;
  readonly reasons: readonly RefusalReason[];
  readonly reports: readonly PartReport[];
}

/** What came of an intake: kept with the idempotency key for ever, the answer is a function of it. */
export type IntakeOutcome = PlacedOutcome | Refusal;
