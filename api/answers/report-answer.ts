import type { Refusal } from '../../vault/documents/outcome.ts';
import { reasonText } from '../../verify/report/messages.ts';
import type {
  CheckResult,
  Reason,
  SignatureReport,
  ValidationReport,
} from '../../verify/report/report.ts';

/** A validation report with every reason said in Russian and English beside its code. */
export function reportAnswer(report: ValidationReport) {
  return { ...report, signatures: report.signatures.map(signatureAnswer) };
}

export function refusalAnswer(refusal: Refusal) {
  const reports = refusal.reports.map(({ part, report }) => ({ part, ...reportAnswer(report) }));
  return { ...refusal, reports };
}

export function saidReason(reason: Reason) {
  return { ...reason, ru: reasonText(reason, 'ru'), en: reasonText(reason, 'en') };
}

function signatureAnswer(signature: SignatureReport) {
  return {
    ...signature,
    reason: saidReason(signature.reason),
    warnings: signature.warnings.map(saidReason),
    checks: signature.checks.map(checkAnswer),
  };
}

function checkAnswer(check: CheckResult) {
  return check.reason === undefined ? check : { ...check, reason: saidReason(check.reason) };
}
