import type { ReasonCode } from './messages.ts';
import type { MainIndication, Reason, SubIndication } from './report.ts';
import type { Noun, ReportWords } from './report-words.ts';

export type Row = readonly [label: string, text: string];

/** Labels in one column, texts in the next. */
export function table(rows: readonly Row[]): string[] {
  const width = Math.max(0, ...rows.map(([label]) => label.length)) + 2;
  return rows.map(([label, text]) => {
    const head = label === '' ? '' : `${label}:`;
    return `  ${head.padEnd(width)}${text}`;
  });
}

interface Headed {
  readonly indication: MainIndication;
  readonly subIndication?: SubIndication;
  readonly reason: Reason;
}

// `okno verify` ends with its own code for these (exit-code.ts), so that the words say it too.
const UNREADABLE: ReadonlySet<string> = new Set<ReasonCode>([
  'receipt-unreadable',
  'package-unreadable',
]);

/** The verdict in plain words, the standard's beside them. */
export function headline(
  { indication, subIndication, reason }: Headed,
  words: ReportWords,
  noun: Noun,
): string {
  const code = subIndication === undefined ? indication : `${indication}, ${subIndication}`;
  const word = UNREADABLE.has(reason.code) ? words.unreadable : words.indication[noun][indication];
  return `${word} (${code})`;
}
