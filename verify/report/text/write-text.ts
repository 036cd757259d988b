import type { ShownPart, ShownReport } from '../shown/shown-report.ts';
import { table } from './text-table.ts';

/** A report as text for a terminal: what people need to know, without the details for specialists. */
export function writeText({ head, parts }: ShownReport): string {
  const lines = [...head.map(([label, text]) => `${label}: ${text}`), ...parts.flatMap(partLines)];
  return `${lines.join('\n')}\n`;
}

function partLines({ heading, verdict, sections }: ShownPart): string[] {
  const rows = sections.flatMap((section) => section.rows);
  const words = verdict === undefined ? undefined : `${verdict.words} (${verdict.code})`;
  const first = [heading, words].filter((part) => part !== undefined).join(': ');
  const lines = [...(first === '' ? [] : [first]), ...table(rows)];
  return lines.length === 0 ? [] : ['', ...lines];
}
