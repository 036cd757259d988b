import type { PackageReport } from '../package/package-report.ts';
import type { ReceiptReport } from '../receipts/receipt-report.ts';
import type { ExitCode } from './exit-code.ts';
import type { FetchingRemarks } from './fetching-words.ts';
import type { ValidationReport } from './report.ts';
import type { TimeStampFileReport } from './time-stamp-file-report.ts';

/** The answer about one file that was to be judged. `file` is its path as it was found. */
export type Verdict = { readonly file: string; readonly exitCode: ExitCode } & (
  | ({ readonly kind: 'signature'; readonly report: ValidationReport } & Fetching)
  | ({ readonly kind: 'time-stamp'; readonly report: TimeStampFileReport } & Fetching)
  | ({ readonly kind: 'receipt'; readonly report: ReceiptReport } & Fetching)
  | { readonly kind: 'package'; readonly report: PackageReport }
  | { readonly kind: 'unreadable'; readonly error: UnreadableError }
);

interface Fetching {
  /** Absent: nothing was fetched, or all came. */
  readonly fetching?: FetchingRemarks;
}

/** Why a file was not judged at all: the code of a reader or of the system, or one of not-judged.ts. */
export interface UnreadableError {
  readonly code: string;
  /** In English. */
  readonly message: string;
  /** Names that the message tells; absent: none. */
  readonly names?: readonly string[];
}

/** A file of a folder of validation data that holds nothing of what its option is for: left out, and told. */
export interface UnreadableMaterial {
  readonly option: string;
  readonly file: string;
  readonly message: string;
}
