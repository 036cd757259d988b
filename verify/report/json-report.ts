import type { ValidationReport } from './report.ts';

/** The report as JSON with the keys in a stable order, so that equal answers are equal octets. */
export function jsonReport(report: ValidationReport): string {
  return stableJson(report);
}

/** Any report of this project: members in the order of their names, arrays in their own. */
export function stableJson(value: unknown): string {
  return `${JSON.stringify(value, sorted, 2)}\n`;
}

function sorted(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
