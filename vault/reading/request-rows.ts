import type { JsonObject, JsonValue } from '../../formats/evidence/canonical-json.ts';
import { printable } from '../../verify/report/messages.ts';
import { CATEGORIES } from '../model/document.ts';

type Row = readonly [string, string];

/** What the receipt of a request's arrival says, for its page in Russian (para. 25 (г)). */
export function requestRows(content: JsonObject): readonly Row[] {
  const [year, month, day] = text(content['date']).split('-');
  const rows: readonly Row[] = [
    ['Номер и дата', `№ ${text(content['number'])} от ${day}.${month}.${year}`],
    ['Кто запросил', text(content['fromName'])],
    ['У кого запрошено', text(content['toName'])],
    ['Правовое основание', text(content['ground'])],
    ['УНК', text(content['unk'])],
    ['Срок ответа', termText(content['term'])],
    ...itemsOf(content['items']).map(itemRow),
    ['Запрос', text(content['request'])],
  ];
  return rows
    .filter(([, value]) => value !== '')
    .map(([label, value]) => [label, printable(value)]);
}

function itemRow(item: JsonObject, index: number): Row {
  const category = Object.entries(CATEGORIES).find(([key]) => key === item['category'])?.[1];
  const kind = category === undefined ? '' : ` — п. 26 (${category.letter})`;
  return [`Запрошено, ${index + 1}`, `${text(item['text'])}${kind}`];
}

function termText(term: JsonValue | undefined): string {
  if (typeof term !== 'object' || term === null || Array.isArray(term)) return '';
  const { due, workingDays } = term as JsonObject;
  return due === undefined
    ? `рабочих дней после дня поступления: ${text(workingDays)}`
    : `до конца дня ${text(due).split('-').toReversed().join('.')} (Москва)`;
}

function itemsOf(items: JsonValue | undefined): readonly JsonObject[] {
  return Array.isArray(items) ? (items as readonly JsonObject[]) : [];
}

function text(value: JsonValue | undefined): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
