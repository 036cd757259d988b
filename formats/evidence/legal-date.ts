const MOSCOW = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Europe/Moscow',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

/** The date YYYY-MM-DD in Moscow at `time`: the calendar day on which an action legally happened. */
export function legalDate(time: Date): string {
  const parts = new Map(MOSCOW.formatToParts(time).map(({ type, value }) => [type, value]));
  return `${parts.get('year')}-${parts.get('month')}-${parts.get('day')}`;
}
