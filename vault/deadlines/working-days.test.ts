import test from 'ava';
import { CALENDAR } from './calendar-data.ts';
import { isWorkingDay, workingDaysAfter } from './working-days.ts';

/** The published norms of the production calendar: working days of the year. */
const NORMS = { 2023: 247, 2024: 248, 2025: 247, 2026: 247, 2027: 247 };

for (const [year, norm] of Object.entries(NORMS)) {
  test(`the calendar of ${year} has ${norm} working days`, (t) => {
    let working = 0;
    for (let at = Date.UTC(Number(year), 0, 1); at < Date.UTC(Number(year) + 1, 0, 1); ) {
      if (isWorkingDay(new Date(at).toISOString().slice(0, 10))) working += 1;
      at += 24 * 60 * 60 * 1000;
    }
    t.is(working, norm);
    t.true(CALENDAR.has(Number(year)));
  });
}

const ends: readonly (readonly [string, string, number, string])[] = [
  ['the day itself does not count', '2026-03-10', 1, '2026-03-11'],
  ['over a weekend', '2026-03-13', 1, '2026-03-16'],
  ['seven working days over 8 March, whose day off is the 9th', '2026-03-02', 7, '2026-03-12'],
  ['from a Saturday', '2026-03-14', 1, '2026-03-16'],
  ['over the New Year, into a day off that the Government moved', '2025-12-30', 1, '2026-01-12'],
  ['a Saturday that is worked', '2027-02-19', 1, '2027-02-20'],
];
for (const [title, from, count, date] of ends) {
  test(`Civil Code art. 191: ${title}`, (t) => {
    t.deepEqual(workingDaysAfter(from, count), { date, provisional: false });
  });
}

test('a year without a decree goes by Labour Code art. 112, and is told to be provisional', (t) => {
  // 23 February 2030 is a Saturday, 9 May 2029 a Wednesday, 1 May 2032 a Saturday.
  t.false(isWorkingDay('2029-05-09'));
  t.true(isWorkingDay('2029-05-10'));
  t.false(isWorkingDay('2030-02-25'));
  t.true(isWorkingDay('2030-02-26'));
  t.false(isWorkingDay('2032-05-03'));
  // 5 and 6 January 2030 are a weekend: the Government moves them, nobody knows where yet.
  t.true(isWorkingDay('2030-01-09'));
  t.deepEqual(workingDaysAfter('2027-12-31', 1), { date: '2028-01-10', provisional: true });
});
