import { CALENDAR, HOLIDAYS } from './calendar-data.ts';

/** The end of a term in working days. */
export interface TermEnd {
  /** Legal date YYYY-MM-DD (Europe/Moscow); the term ends with the day (Civil Code art. 194). */
  readonly date: string;
  /** A year on the way has no decree yet: days off that will be moved there are not known. */
  readonly provisional: boolean;
}

const DAY = 24 * 60 * 60 * 1000;

/** The `count`-th working day after `date`, a legal date: the day itself does not count (Civil Code art. 191). */
export function workingDaysAfter(date: string, count: number): TermEnd {
  let day = date;
  let provisional = false;
  for (let left = count; left > 0; ) {
    day = nextDay(day);
    provisional ||= !CALENDAR.has(yearOf(day));
    if (isWorkingDay(day)) left -= 1;
  }
  return { date: day, provisional };
}

/** By the Government's calendar of the year; where there is none yet, by Labour Code art. 112 alone. */
export function isWorkingDay(date: string): boolean {
  const known = CALENDAR.get(yearOf(date));
  const day = date.slice(5);
  if (known === undefined) return !isWeekend(date) && !isHoliday(date) && !isMovedDayOff(date);
  return isWeekend(date) ? known.worked.includes(day) : !known.off.includes(day);
}

/**
 * Art. 112: a holiday on a day off moves that day off to the next working day after the holiday; not so from 1 to 8
 * January, whose two the Government moves elsewhere.
 */
function isMovedDayOff(date: string): boolean {
  // Back over the days off right before: a holiday among them that fell on a weekend has moved one here.
  for (let day = previousDay(date); isWeekend(day) || isHoliday(day); day = previousDay(day)) {
    if (isWeekend(day) && isHoliday(day) && !isJanuary(day)) return true;
  }
  return false;
}

const yearOf = (date: string) => Number(date.slice(0, 4));
const isHoliday = (date: string) => HOLIDAYS.includes(date.slice(5));
const isJanuary = (date: string) => date.slice(5, 7) === '01';
const isWeekend = (date: string) => [0, 6].includes(new Date(`${date}T00:00:00Z`).getUTCDay());
const nextDay = (date: string) => shifted(date, DAY);
const previousDay = (date: string) => shifted(date, -DAY);

function shifted(date: string, by: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + by).toISOString().slice(0, 10);
}
