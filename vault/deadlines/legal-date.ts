// Legal dates are calendar dates YYYY-MM-DD in Europe/Moscow, see formats/evidence/legal-date.ts.

/** Whether `text` is a date of the calendar in the form YYYY-MM-DD; 2026-02-30 is none. */
export function isLegalDate(text: string): boolean {
  const [, year] = /^(\d{4})-\d{2}-\d{2}$/.exec(text) ?? [];
  if (year === undefined || Number(year) < 1900) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/** Civil Code art. 192: the same day years later; in a month without that day, its last day. */
export function addYears(date: string, years: number): string {
  const moved = `${String(Number(date.slice(0, 4)) + years).padStart(4, '0')}${date.slice(4)}`;
  return isLegalDate(moved) ? moved : `${moved.slice(0, 8)}28`;
}
