import type { PackageReason } from '../package/package-report.ts';
import type { PathReasonCode } from '../path/reasons.ts';
import type { ProcessReason } from '../process/reason-code.ts';
import type { ReceiptReason } from '../receipts/receipt-report.ts';
import { GAP_MESSAGES } from './gap-messages.ts';
import { isMoment, momentText } from './moment-text.ts';
import { PACKAGE_MESSAGES } from './package-messages.ts';
import { PATH_MESSAGES } from './path-messages.ts';
import { PROCESS_MESSAGES } from './process-messages.ts';
import { RECEIPT_MESSAGES } from './receipt-messages.ts';
import type { Reason } from './report.ts';
import { revocationReasonText } from './revocation-reason-words.ts';

export type Language = 'ru' | 'en';

/** A sentence with `{fact}` where a fact of the reason goes. */
export type Message = Readonly<Record<Language, string>>;

export type ReasonCode = ProcessReason | PathReasonCode | ReceiptReason | PackageReason;

const MESSAGES: ReadonlyMap<string, Message> = new Map<string, Message>(
  Object.entries({
    ...PROCESS_MESSAGES,
    ...PATH_MESSAGES,
    ...RECEIPT_MESSAGES,
    ...PACKAGE_MESSAGES,
  } satisfies Record<ReasonCode, Message>),
);

const GAPS: ReadonlyMap<string, Message> = new Map(Object.entries(GAP_MESSAGES));

/** The sentence for a reason. A code without a row is shown as it is, never hidden. */
export function reasonText(reason: Reason, language: Language): string {
  const message = MESSAGES.get(reason.code);
  if (message === undefined) return codeWithFacts(reason);
  return message[language].replace(/\{(\w+)\}/g, (_, name: string) =>
    factText(reason, name, language),
  );
}

function factText({ code, facts = {}, cause }: Reason, name: string, language: Language): string {
  if (name === 'cause' && cause !== undefined) return reasonText(cause, language);
  const value = Object.hasOwn(facts, name) ? facts[name] : undefined;
  if (value === undefined) return '—';
  const text = String(value);
  const gap = code === 'revocation-unknown' && name === 'detail' ? GAPS.get(text) : undefined;
  if (gap !== undefined) return gap[language];
  if (code === 'certificate-revoked' && name === 'reason') {
    return printable(revocationReasonText(text, language));
  }
  return isMoment(text) ? momentText(text, language) : printable(text);
}

function codeWithFacts({ code, facts }: Reason): string {
  const list = Object.entries(facts ?? {}).map(([name, value]) => `${name}: ${value}`);
  return printable(list.length === 0 ? code : `${code} (${list.join(', ')})`);
}

/**
 * Text from certificates and file names is the sender's: control characters and the marks that turn the
 * direction of writing would let it draw lines of its own into a report.
 */
export function printable(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu,
    '\ufffd',
  );
}
