import type { Language } from './messages.ts';

const MOSCOW = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/Moscow',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z$/;

/** Whether a text is a moment in ISO 8601 UTC. */
export function isMoment(text: string): boolean {
  return MOMENT.test(text) && !Number.isNaN(Date.parse(text));
}

/** A moment (ISO 8601 UTC) by the clock that counts in law, Europe/Moscow, with its octets beside it. */
export function momentText(moment: string, language: Language): string {
  const parts = new Map(
    MOSCOW.formatToParts(new Date(moment)).map(({ type, value }) => [type, value]),
  );
  const [year, month, day] = [parts.get('year'), parts.get('month'), parts.get('day')];
  const time = `${parts.get('hour')}:${parts.get('minute')}:${parts.get('second')}`;
  return language === 'ru'
    ? `${day}.${month}.${year} ${time} МСК (${moment})`
    : `${year}-${month}-${day} ${time} Moscow time (${moment})`;
}
