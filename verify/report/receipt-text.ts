import type { ReceiptReport } from '../receipts/receipt-report.ts';
import { type Language, printable, reasonText } from './messages.ts';
import { WORDS } from './report-words.ts';
import { headline, type Row, table } from './text-rows.ts';

const LABELS = {
  ru: { receipt: 'Квитанция', action: 'Действие', at: 'Время', log: 'Журнал', seal: 'Печать' },
  en: { receipt: 'Receipt', action: 'Action', at: 'Time', log: 'Log', seal: 'Seal' },
} as const satisfies Record<Language, unknown>;

/** A receipt as text: what was fixed, when, in which log, and whether that is proven. */
export function receiptText(report: ReceiptReport, language: Language): string {
  const words = WORDS[language];
  const lines = [
    words.judgedAt(report.validationTime, report.policy),
    '',
    `${LABELS[language].receipt}: ${headline(report, words)}`,
    ...table([[words.why, reasonText(report.reason, language)], ...factRows(report, language)]),
  ];
  return `${lines.join('\n')}\n`;
}

// Without a pass these are the file's own claims, and the reader has been told so by the line above.
function factRows({ entry, log, seal }: ReceiptReport, language: Language): Row[] {
  const labels = LABELS[language];
  const words = WORDS[language];
  return [
    ...(entry === undefined
      ? []
      : ([
          [labels.action, printable(`${entry.action} (${entry.paragraph})`)],
          [labels.at, printable(`${entry.time} (${entry.legalDate}, Europe/Moscow)`)],
        ] as const)),
    ...(log === undefined
      ? []
      : ([[labels.log, printable(`${log.origin}, ${log.index} / ${log.size}`)]] as const)),
    ...(seal === undefined ? [] : ([[labels.seal, headline(seal, words)]] as const)),
  ];
}
