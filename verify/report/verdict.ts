import type { PackageReport } from '../package/package-report.ts';
import type { ReceiptReport } from '../receipts/receipt-report.ts';
import type { ExitCode } from './exit-code.ts';
import type { ValidationReport } from './report.ts';

/** The answer about one file that was to be judged. `file` is its path as it was found. */
export type Verdict = { readonly file: string; readonly exitCode: ExitCode } & (
  | { readonly kind: 'signature'; readonly report: ValidationReport }
  | { readonly kind: 'receipt'; readonly report: ReceiptReport }
  | { readonly kind: 'package'; readonly report: PackageReport }
  | { readonly kind: 'unreadable'; readonly error: { code: string; message: string } }
);
