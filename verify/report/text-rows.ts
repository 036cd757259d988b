import type { MainIndication, SubIndication } from './report.ts';
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

/** The verdict in plain words, the standard's beside them. */
export function headline(
  { indication, subIndication }: { indication: MainIndication; subIndication?: SubIndication },
  words: ReportWords,
  noun: Noun,
): string {
  const code = subIndication === undefined ? indication : `${indication}, ${subIndication}`;
  return `${words.indication[noun][indication]} (${code})`;
}
