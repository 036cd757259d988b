import { createHash } from 'node:crypto';
import type { JsonObject, JsonValue } from '../../formats/evidence/canonical-json.ts';
import { type ParsedReceipt, parseReceipt } from '../../formats/evidence/receipt.ts';
import { parseCheckpoint } from '../../formats/log/checkpoint.ts';
import { parseNote } from '../../formats/log/note.ts';
import { drawSheet, type SheetBlock, type SheetFonts } from '../../formats/pdf/draw-sheet.ts';
import { actionText, paragraphText } from '../../verify/report/action-words.ts';
import { printable } from '../../verify/report/messages.ts';
import { momentText } from '../../verify/report/moment-text.ts';
import { mayName } from '../access/authorize.ts';
import { CATEGORIES, type DocumentRecord } from '../model/document.ts';
import type { Participant, Principal } from '../model/participant.ts';
import { readReceipt } from './read-receipt.ts';
import type { ReadingPorts } from './reading-ports.ts';
import { requestRows } from './request-rows.ts';

export interface PrintPorts extends ReadingPorts {
  readonly sheetFonts: SheetFonts;
}

/** What stands beside a receipt for people: its own words name everything by ids. */
interface Beside {
  readonly document?: DocumentRecord;
  readonly actor?: Participant;
}

/**
 * A receipt as a page in Russian for people and paper files (PDF). It proves nothing by itself, and says so;
 * the same receipt gives the same octets to whoever may hear the document's title. For whoever may read the receipt; else VaultError `not-found`.
 */
export async function printReceipt(
  principal: Principal,
  entryId: string,
  ports: PrintPorts,
): Promise<Uint8Array> {
  const bytes = await readReceipt(principal, entryId, ports);
  const receipt = parseReceipt(bytes);
  const { entry } = receipt;
  const document = await ports.metadata.document(textOf(entry.content['document']));
  const actor = await ports.metadata.participant(textOf(entry.actor['participant']));
  const beside = {
    // Para. 23, para 5: the title of a secret is for qualified-signature sessions.
    ...(document !== undefined && mayName(principal, document) ? { document } : {}),
    ...(actor === undefined ? {} : { actor }),
  };
  const title = `Квитанция: ${actionText(entry.action, 'ru')}`;
  return drawSheet(
    {
      title,
      blocks: blocksOf(receipt, { entryId, bytes, beside }),
      footer: `Квитанция ${entryId}`,
      time: new Date(entry.time),
    },
    ports.sheetFonts,
  );
}

type Row = readonly [string, string];
type Known = { readonly entryId: string; readonly bytes: Uint8Array; readonly beside: Beside };

function blocksOf(receipt: ParsedReceipt, known: Known): readonly SheetBlock[] {
  const { entry } = receipt;
  const file = `receipt-${known.entryId}.json`;
  const signatures = signatureRows(entry.content['signatures']);
  return [
    {
      kind: 'paragraph',
      text: `Печатный вид квитанции. Подлинник — файл ${file}: доказательную силу имеет он, а не этот лист.`,
    },
    { kind: 'heading', text: 'Что и когда зафиксировано' },
    { kind: 'rows', rows: momentRows(receipt, known.beside) },
    ...subjectBlocks(entry, known.beside),
    ...(signatures.length === 0
      ? []
      : ([
          { kind: 'heading', text: 'Подписи и итог их проверки' },
          { kind: 'rows', rows: signatures },
        ] as const)),
    { kind: 'heading', text: 'Место в журнале' },
    { kind: 'rows', rows: logRows(receipt, known) },
    { kind: 'heading', text: 'Как проверить без сети и без нашей службы' },
    {
      kind: 'paragraph',
      text: `okno verify ${file} --log-key КЛЮЧ --trust СЕРТИФИКАТЫ, где КЛЮЧ журнала и доверенные сертификаты получены не из квитанции. Части квитанции — открытые форматы: доказательство включения и контрольная точка C2SP (tlog-proof, tlog-checkpoint; golang.org/x/mod/sumdb), печать оператора — CMS (openssl cms -verify).`,
    },
  ];
}

function subjectBlocks({ action, content }: ParsedReceipt['entry'], beside: Beside) {
  return action === 'request.arrived'
    ? ([
        { kind: 'heading', text: 'Запрос' },
        { kind: 'rows', rows: requestRows(content) },
      ] as const)
    : ([
        { kind: 'heading', text: 'Документ' },
        { kind: 'rows', rows: documentRows(content, beside) },
      ] as const);
}

function momentRows({ entry }: ParsedReceipt, { actor }: Beside): readonly Row[] {
  const { person, authentication } = entry.actor;
  const name =
    actor === undefined
      ? textOf(entry.actor['participant'])
      : [actor.name, actor.inn && `ИНН ${actor.inn}`].filter(Boolean).join(', ');
  return [
    ['Действие', actionText(entry.action, 'ru')],
    ['Основание', paragraphText(entry.paragraph, 'ru')],
    ['Дата (Москва)', dateText(entry.legalDate)],
    ['Время (Москва, UTC)', momentText(entry.time, 'ru')],
    ['Участник', printable(name === 'system' ? 'система «Одно окно» (оператор)' : name)],
    ...rowIf('Кто действовал', textOf(person)),
    ...rowIf('Способ входа', signInText(textOf(authentication))),
    ...rowIf('Сертификат входа', textOf(entry.actor['certificate'])),
  ];
}

const SIGN_IN: ReadonlyMap<string, string> = new Map([
  ['qualified-signature', 'усиленная квалифицированная электронная подпись'],
  ['esia-two-factor', 'ЕСИА, два фактора'],
  ['simple-signature', 'простая электронная подпись'],
  ['system-key', 'информационная система участника (ключ)'],
  ['system-certificate', 'информационная система участника (сертификат)'],
]);

const signInText = (authentication: string) =>
  authentication === 'system' ? '' : (SIGN_IN.get(authentication) ?? printable(authentication));

function documentRows(content: JsonObject, { document }: Beside): readonly Row[] {
  const category = Object.entries(CATEGORIES).find(([key]) => key === content['category'])?.[1];
  const requisites = [document?.number && `№ ${document.number}`, dateText(document?.date)];
  return [
    ...rowIf('Название', document?.title ?? ''),
    ...rowIf('Реквизиты', requisites.filter(Boolean).join(' от ')),
    ...(category === undefined ? [] : [['Вид', `п. 26 (${category.letter})`] as const]),
    ...rowIf('Документ', textOf(content['document'])),
    ...rowIf('Версия', textOf(content['version'])),
    ...rowIf('Договор', textOf(content['contract'])),
    ...rowIf('Файл, SHA-256', textOf(content['sha256'])),
    ...rowIf('Размер', content['size'] === undefined ? '' : `${textOf(content['size'])} байт`),
    ...rowIf('Состояние', STATES.get(textOf(content['state'])) ?? textOf(content['state'])),
    ...rowIf('Адресат', textOf(content['toName'])),
  ];
}

const STATES: ReadonlyMap<string, string> = new Map([
  ['accepted', 'принят'],
  ['pending', 'получен, ожидает повторной проверки подписи'],
  ['quarantined', 'получен, в карантине'],
  ['refused', 'не принят'],
]);

const RESULTS: ReadonlyMap<string, string> = new Map([
  ['TOTAL-PASSED', 'подпись действительна (TOTAL-PASSED)'],
  ['INDETERMINATE', 'окончательного ответа ещё нет (INDETERMINATE)'],
  ['TOTAL-FAILED', 'подпись недействительна (TOTAL-FAILED)'],
]);

function signatureRows(signatures: JsonValue | undefined): readonly Row[] {
  if (!Array.isArray(signatures)) return [];
  return (signatures as readonly JsonObject[]).flatMap((signature, at): readonly Row[] => {
    const { signers, indication, sha256, report } = signature;
    const names = Array.isArray(signers) ? signers.map(textOf).join('; ') : '';
    return [
      [`Подпись ${at + 1}`, RESULTS.get(textOf(indication)) ?? printable(textOf(indication))],
      ...rowIf('Подписал', names),
      ...rowIf('Подпись, SHA-256', textOf(sha256)),
      ...rowIf('Отчёт, SHA-256', textOf(report)),
    ];
  });
}

function logRows({ proof }: ParsedReceipt, { entryId, bytes }: Known): readonly Row[] {
  const { text } = parseNote(proof.checkpoint);
  const { origin, size, root } = parseCheckpoint(text);
  return [
    ['Журнал', printable(origin)],
    ['Запись', `${proof.index} (счёт с нуля) из ${size}`],
    ['Корень журнала', Buffer.from(root).toString('base64')],
    ['Квитанция', entryId],
    ['Файл, SHA-256', createHash('sha256').update(bytes).digest('hex')],
  ];
}

function dateText(date = ''): string {
  return date.split('-').toReversed().join('.');
}

function rowIf(label: string, text: string): readonly Row[] {
  return text === '' ? [] : [[label, printable(text)]];
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
