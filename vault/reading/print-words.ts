// Words and moments of the printed pages, in Russian.
import type { JsonValue } from '../../formats/evidence/canonical-json.ts';
import { momentText } from '../../verify/report/moment-text.ts';
import type { ReceiptTimeStamp } from './receipt-time-stamp.ts';

/** YYYY-MM-DD as people write it. */
export function dateText(date = ''): string {
  return date.split('-').toReversed().join('.');
}

/** Day and time of day in Moscow of a moment (ISO 8601 UTC). */
export function momentOf(moment: string): { readonly date: string; readonly time: string } {
  const [date = '', time = ''] = momentText(moment, 'ru').split(' ');
  return { date, time };
}

/** Never a time of ours in place of one that is not there. */
export function timeStampText(stamp: ReceiptTimeStamp): string {
  switch (stamp.state) {
    case 'present':
      return `есть, ${momentText(stamp.genTime, 'ru')}`;
    case 'pending':
      return 'запрошен, ещё не получен';
    case 'none':
      return 'служба штампов времени не подключена';
  }
}

export const capital = (text: string) => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;

export function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
