import { reasonText } from '../messages.ts';
import type { Reason } from '../report.ts';

/** Members of reports that hold a reason or a list of reasons. */
const REASONS = new Set(['reason', 'warnings', 'cause']);

/** A report of the verifier, of any kind, with every reason said in Russian and English beside its code. */
export function withSentences<T extends object>(report: T): T {
  return said(report, false) as T;
}

function said(value: unknown, isReason: boolean): unknown {
  if (Array.isArray(value)) return value.map((each) => said(each, isReason));
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([name, member]) => [
    name,
    said(member, REASONS.has(name)),
  ]);
  const copy: Readonly<Record<string, unknown>> = Object.fromEntries(members);
  return isReason && isReasonObject(value) ? { ...copy, ...sentences(value) } : copy;
}

function isReasonObject(value: object): value is Reason {
  return 'code' in value && typeof value.code === 'string';
}

function sentences(reason: Reason) {
  return { ru: reasonText(reason, 'ru'), en: reasonText(reason, 'en') };
}
