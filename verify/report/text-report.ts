import type { PackageReport } from '../package/package-report.ts';
import type { ReceiptReport } from '../receipts/receipt-report.ts';
import type { Language } from './messages.ts';
import type { ValidationReport } from './report.ts';
import { showPackage } from './shown/show-package.ts';
import { showReceipt } from './shown/show-receipt.ts';
import { showValidation } from './shown/show-validation.ts';
import { writeText } from './text/write-text.ts';

/** The report as text for a person: what file, who signed, is it intact, is it trusted, when, why not. */
export function textReport(report: ValidationReport, language: Language): string {
  return writeText(showValidation(report, language));
}

/** A receipt as text: what was fixed, of what, when, in which log, and whether that is proven. */
export function receiptText(file: string, report: ReceiptReport, language: Language): string {
  return writeText(showReceipt(file, report, language));
}

/** A package as text: the verdict on the whole, everything against it, then each version with its moments. */
export function packageText(report: PackageReport, language: Language): string {
  return writeText(showPackage(report, language));
}
