import { generalizedTime, latin1, MalformedContent } from './primitives.ts';
import { TAG } from './tags.ts';

// X.680 §46.2, §47.3 without their local time, which names no moment, and fractions of anything but a second.
const FORMS: ReadonlyMap<number, RegExp> = new Map([
  [
    TAG.utcTime,
    /^(?<day>\d{6})(?<minute>\d{4})(?<second>\d\d)?(?:Z|(?<sign>[+-])(?<hours>\d\d)(?<minutes>\d\d))$/,
  ],
  [
    TAG.generalizedTime,
    /^(?<day>\d{8})(?<minute>\d{4})(?:(?<second>\d\d)(?:[.,](?<fraction>\d{1,20}))?)?(?:Z|(?<sign>[+-])(?<hours>\d\d)(?<minutes>\d\d)?)$/,
  ],
]);

/**
 * The moment that UTCTime or GeneralizedTime (`tag`) names in any form of BER: with an offset from UTC, without
 * seconds, with any fraction of a second. Digits past milliseconds are cut. Throws MalformedContent.
 */
export function moment(tag: number, content: Uint8Array): Date {
  const found = FORMS.get(tag)?.exec(latin1(content))?.groups;
  if (found === undefined) throw new MalformedContent('malformed time');
  const { day = '', minute = '', second = '00', fraction = '' } = found;
  const { sign = '+', hours = '00', minutes = '00' } = found;
  if (Number(hours) > 23 || Number(minutes) > 59) throw new MalformedContent('malformed offset');
  const local = new TextEncoder().encode(`${ofFourDigits(day)}${minute}${second}Z`);
  const offset = (Number(hours) * 60 + Number(minutes)) * 60_000 * (sign === '-' ? -1 : 1);
  const milliseconds = Number(fraction.slice(0, 3).padEnd(3, '0'));
  const time = new Date(generalizedTime(local).getTime() - offset + milliseconds);
  // Four digits are all that ISO 8601 has for a year without agreement.
  const year = time.getUTCFullYear();
  if (year < 0 || year > 9999) throw new MalformedContent('year without four digits in UTC');
  return time;
}

/** RFC 5280 §4.1.2.5.1: the years 50 to 99 are 1950 to 1999. */
function ofFourDigits(day: string): string {
  if (day.length === 8) return day;
  return `${Number(day.slice(0, 2)) >= 50 ? '19' : '20'}${day}`;
}
