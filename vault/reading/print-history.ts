import type { JsonObject } from '../../formats/evidence/canonical-json.ts';
import type { SheetBlock, SheetEvent } from '../../formats/pdf/draw-sheet.ts';
import { drawSheet } from '../../formats/pdf/draw-sheet.ts';
import { actionText, paragraphText } from '../../verify/report/action-words.ts';
import { printable } from '../../verify/report/messages.ts';
import { CATEGORIES } from '../model/document.ts';
import type { Principal } from '../model/participant.ts';
import { type DocumentHistory, documentHistory, type HistoryEvent } from './document-history.ts';
import type { PrintPorts } from './print-receipt.ts';
import { capital, dateText, momentOf, textOf, timeStampText } from './print-words.ts';

/**
 * The history of a document as its receipts tell it, as a page in Russian (PDF): the same receipts and time-stamps
 * give the same octets. It proves nothing by itself, and says so. Rejects as `documentHistory`.
 */
export async function printHistory(
  principal: Principal,
  documentId: string,
  ports: PrintPorts,
): Promise<Uint8Array> {
  const history = await documentHistory(
    principal,
    { id: documentId, part: 'history print' },
    ports,
  );
  const contract = await ports.metadata.contract(history.document.contractId);
  const last = history.events.at(-1);
  const of = contract === undefined ? '' : `№ ${contract.number} от ${dateText(contract.date)}`;
  return drawSheet(
    {
      language: 'ru',
      title: 'История документа',
      subtitle: 'Что с документом было и когда — по квитанциям системы «Одно окно»',
      blocks: blocksOf(history, of),
      footer: `История документа ${documentId}`,
      time: new Date(last?.receipt.entry.time ?? 0),
    },
    ports.sheetFonts,
  );
}

function blocksOf({ document, named, events }: DocumentHistory, contract: string): SheetBlock[] {
  const { letter } = CATEGORIES[document.category];
  const rows: readonly (readonly [string, string])[] = [
    ['Название', named ? document.title : 'не для этой сессии (п. 23)'],
    ['Вид', `п. 26 (${letter}) Правил`],
    ['Договор', named ? contract : ''],
    ['Документ', document.id],
  ];
  return [
    {
      kind: 'note',
      text: 'Печатный вид. Подлинники — файлы квитанций: доказательную силу имеют они, а не этот лист.',
    },
    {
      kind: 'rows',
      rows: rows.filter(([, text]) => text !== '').map(([label, text]) => [label, printable(text)]),
    },
    { kind: 'heading', text: 'Ход событий' },
    { kind: 'events', events: events.map(eventBlock) },
    { kind: 'heading', text: 'Как проверить без сети и без нашей службы' },
    {
      kind: 'paragraph',
      text: 'Каждая квитанция — отдельный файл: okno verify receipt-НОМЕР.json --log-key КЛЮЧ --trust СЕРТИФИКАТЫ. Все вместе, с документами, подписями и командами для openssl, они лежат в пакете доказательств. КЛЮЧ журнала и доверенные сертификаты берутся не из пакета.',
    },
  ];
}

function eventBlock({ id, receipt, sha256, timeStamp }: HistoryEvent): SheetEvent {
  const { entry, proof } = receipt;
  const { date, time } = momentOf(entry.time);
  const lines = [
    subjectLine(entry.content),
    entry.content['sha256'] === undefined ? '' : `Файл ${textOf(entry.content['sha256'])}`,
    `${paragraphText(entry.paragraph, 'ru')} · ${entry.time} UTC · запись журнала ${proof.index}`,
    `Штамп времени: ${timeStampText(timeStamp)}`,
    `Квитанция ${id}`,
    `её SHA-256 ${sha256}`,
  ];
  return {
    when: [date, `${time} МСК`],
    title: capital(actionText(entry.action, 'ru')),
    lines: lines.filter((line) => line !== '').map(printable),
  };
}

function subjectLine(content: JsonObject): string {
  const version = textOf(content['version']);
  const parts = [
    version === '' ? '' : `Версия ${version}`,
    content['number'] === undefined ? '' : `Запрос № ${textOf(content['number'])}`,
    content['fromName'] === undefined ? '' : `от кого: ${textOf(content['fromName'])}`,
    content['toName'] === undefined ? '' : `кому: ${textOf(content['toName'])}`,
  ];
  return parts.filter((part) => part !== '').join(' · ');
}
