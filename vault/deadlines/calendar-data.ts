/** How one year departs from the five-day week: MM-DD. */
export interface CalendarYear {
  /** The Government's decree that moved days off. */
  readonly decree: string;
  /** Weekdays on which nobody works: holidays of Labour Code art. 112 and days off that were moved there. */
  readonly off: readonly string[];
  /** Saturdays and Sundays that are worked. */
  readonly worked: readonly string[];
}

const days = (text: string): readonly string[] => (text === '' ? [] : text.split(' '));

function year(decree: string, off: string, worked = ''): CalendarYear {
  return { decree, off: days(off), worked: days(worked) };
}

/** Years for which the Government has spoken; every later one gets its row when its decree is published. */
export const CALENDAR: ReadonlyMap<number, CalendarYear> = new Map([
  [
    2023,
    year(
      '29.08.2022 № 1505',
      '01-02 01-03 01-04 01-05 01-06 02-23 02-24 03-08 05-01 05-08 05-09 06-12 11-06',
    ),
  ],
  [
    2024,
    year(
      '10.08.2023 № 1314',
      '01-01 01-02 01-03 01-04 01-05 01-08 02-23 03-08 04-29 04-30 05-01 05-09 05-10 06-12 11-04 12-30 12-31',
      '04-27 11-02 12-28',
    ),
  ],
  [
    2025,
    year(
      '04.10.2024 № 1335',
      '01-01 01-02 01-03 01-06 01-07 01-08 05-01 05-02 05-08 05-09 06-12 06-13 11-03 11-04 12-31',
      '11-01',
    ),
  ],
  [
    2026,
    year(
      '24.09.2025 № 1466',
      '01-01 01-02 01-05 01-06 01-07 01-08 01-09 02-23 03-09 05-01 05-11 06-12 11-04 12-31',
    ),
  ],
  [
    2027,
    year(
      '17.09.2026 № 1187',
      '01-01 01-04 01-05 01-06 01-07 01-08 02-22 02-23 03-08 05-03 05-10 06-14 11-04 11-05 12-31',
      '02-20',
    ),
  ],
]);

/** Labour Code art. 112: MM-DD, every year. */
export const HOLIDAYS: readonly string[] = days(
  '01-01 01-02 01-03 01-04 01-05 01-06 01-07 01-08 02-23 03-08 05-01 05-09 06-12 11-04',
);
