import type { JournalEntry } from '../../formats/evidence/entry.ts';
import { parseReceipt } from '../../formats/evidence/receipt.ts';
import { drawSheet, type SheetBlock, type SheetFonts } from '../../formats/pdf/draw-sheet.ts';
import { actionText, paragraphText } from '../../verify/report/action-words.ts';
import { mayName } from '../access/authorize.ts';
import type { Principal } from '../model/participant.ts';
import { capital, dateText, momentOf, textOf } from './print-words.ts';
import { readReceipt } from './read-receipt.ts';
import {
  actorRows,
  type Beside,
  documentRows,
  logRows,
  type Row,
  signatureRows,
} from './receipt-rows.ts';
import { type TimeStampPorts, timeStampOf } from './receipt-time-stamp.ts';
import { requestRows } from './request-rows.ts';

export interface PrintPorts extends TimeStampPorts {
  readonly sheetFonts: SheetFonts;
}

/**
 * A receipt as a page in Russian for people and paper files (PDF). It proves nothing by itself, and says so; the
 * same receipt gives the same octets to whoever may hear the document's title, until its time-stamp arrives. For
 * whoever may read the receipt; else VaultError `not-found`.
 */
export async function printReceipt(
  principal: Principal,
  entryId: string,
  ports: PrintPorts,
): Promise<Uint8Array> {
  const bytes = await readReceipt(principal, { entryId, part: 'receipt print' }, ports);
  const receipt = parseReceipt(bytes);
  const { entry } = receipt;
  const timeStamp = await timeStampOf(entryId, ports);
  const log = await logRows(receipt, { entryId, bytes, timeStamp });
  return drawSheet(
    {
      language: 'ru',
      title: `Квитанция: ${actionText(entry.action, 'ru')}`,
      subtitle: 'Информационная система «Одно окно» в сфере внешнеторговой деятельности',
      blocks: blocksOf(entry, { entryId, log, beside: await besideOf(principal, entry, ports) }),
      footer: `Квитанция ${entryId}`,
      time: new Date(entry.time),
    },
    ports.sheetFonts,
  );
}

async function besideOf(
  principal: Principal,
  { actor, content }: JournalEntry,
  { metadata }: PrintPorts,
): Promise<Beside> {
  const document = await metadata.document(textOf(content['document']));
  const participant = await metadata.participant(textOf(actor['participant']));
  const granter = await metadata.participant(textOf(actor['onBehalfOf']));
  // Para. 23, para 5: the title of a secret is for qualified-signature sessions.
  const named = document !== undefined && mayName(principal, document);
  const contract = named ? await metadata.contract(document.contractId) : undefined;
  return {
    ...(named ? { document } : {}),
    ...(contract === undefined ? {} : { contract }),
    ...(participant === undefined ? {} : { actor: participant }),
    ...(granter === undefined ? {} : { granter }),
  };
}

function blocksOf(
  entry: JournalEntry,
  known: { readonly entryId: string; readonly log: readonly Row[]; readonly beside: Beside },
): readonly SheetBlock[] {
  const file = `receipt-${known.entryId}.json`;
  const { date, time } = momentOf(entry.time);
  const isRequest = entry.action === 'request.arrived';
  return [
    {
      kind: 'note',
      text: `Печатный вид квитанции. Подлинник — файл ${file}: доказательную силу имеет он, а не этот лист.`,
    },
    {
      kind: 'panel',
      text: `${date} ${time} МСК`,
      lines: [
        `${capital(actionText(entry.action, 'ru'))}. ${paragraphText(entry.paragraph, 'ru')}.`,
        `Юридическая дата (Москва) ${dateText(entry.legalDate)} · UTC ${entry.time}`,
      ],
    },
    ...section('Кто', actorRows(entry, known.beside)),
    ...(isRequest
      ? section('Запрос', requestRows(entry.content))
      : section('Документ', documentRows(entry.content, known.beside))),
    ...section('Подписи и итог их проверки', signatureRows(entry.content['signatures'])),
    ...section('Место в журнале', known.log),
    { kind: 'heading', text: 'Как проверить без сети и без нашей службы' },
    {
      kind: 'note',
      text: `okno verify ${file} --log-key КЛЮЧ --trust СЕРТИФИКАТЫ, где КЛЮЧ журнала и доверенные сертификаты получены не из квитанции. Части квитанции — открытые форматы: доказательство включения и контрольная точка C2SP (tlog-proof, tlog-checkpoint; golang.org/x/mod/sumdb), печать оператора — CMS (openssl cms -verify). Пакет доказательств содержит готовые команды.`,
    },
  ];
}

function section(text: string, rows: readonly Row[]): readonly SheetBlock[] {
  return rows.length === 0
    ? []
    : [
        { kind: 'heading', text },
        { kind: 'rows', rows },
      ];
}
