import type { JsonObject, JsonValue } from '../../formats/evidence/canonical-json.ts';
import type { ReceiptEntry, ReceiptReport } from '../receipts/receipt-report.ts';
import { actionText, paragraphText } from './action-words.ts';
import { cosignatureRows } from './cosignature-text.ts';
import { type Language, printable, reasonText } from './messages.ts';
import type { SignatureReport } from './report.ts';
import { WORDS } from './report-words.ts';
import { signerText } from './text-report.ts';
import { headline, type Row, table } from './text-rows.ts';
import { timeStampRows } from './time-stamp-text.ts';

const LABELS = {
  ru: {
    receipt: 'Квитанция',
    action: 'Действие',
    at: 'Время',
    actor: 'Кто',
    onBehalfOf: 'За кого',
    document: 'Документ',
    version: (number: number) => `версия ${number}`,
    digest: 'Хэш',
    signature: 'Подпись',
    manifest: 'Опись',
    log: 'Журнал',
    place: (index: number, size: number) => `запись ${index} (счёт с нуля) из ${size}`,
    seal: 'Печать',
    sealer: 'Кто скрепил',
  },
  en: {
    receipt: 'Receipt',
    action: 'Action',
    at: 'Time',
    actor: 'Who',
    onBehalfOf: 'For',
    document: 'Document',
    version: (number: number) => `version ${number}`,
    digest: 'Digest',
    signature: 'Signature',
    manifest: 'Manifest',
    log: 'Log',
    place: (index: number, size: number) => `entry ${index} (from zero) of ${size}`,
    seal: 'Seal',
    sealer: 'Sealed by',
  },
} as const satisfies Record<Language, unknown>;

/** A receipt as text: what was fixed, of what, when, in which log, and whether that is proven. */
export function receiptText(file: string, report: ReceiptReport, language: Language): string {
  const words = WORDS[language];
  const lines = [
    `${words.file}: ${printable(file)}`,
    words.judgedAt(report),
    '',
    `${LABELS[language].receipt}: ${headline(report, words, 'receipt')}`,
    ...table([[words.why, reasonText(report.reason, language)], ...factRows(report, language)]),
  ];
  return `${lines.join('\n')}\n`;
}

// Without a pass these are the file's own claims, and the reader has been told so by the line above.
function factRows(report: ReceiptReport, language: Language): Row[] {
  const { entry, log, seal, timeStamps = [], cosignatures = [] } = report;
  const labels = LABELS[language];
  return [
    ...(entry === undefined ? [] : entryRows(entry, language)),
    ...(log === undefined
      ? []
      : ([
          [labels.log, `${printable(log.origin)}, ${labels.place(log.index, log.size)}`],
        ] as const)),
    ...(seal === undefined ? [] : sealRows(seal, language)),
    ...timeStampRows(timeStamps, language),
    ...cosignatureRows(cosignatures, language),
  ];
}

function sealRows(seal: SignatureReport, language: Language): Row[] {
  const labels = LABELS[language];
  const { signer } = seal;
  return [
    [labels.seal, headline(seal, WORDS[language], 'signature')],
    ...(signer === undefined ? [] : ([[labels.sealer, signerText(signer)]] as const)),
  ];
}

function entryRows({ action, paragraph, time, actor, content }: ReceiptEntry, language: Language) {
  const labels = LABELS[language];
  const version = content['version'];
  const document = [
    textOf(content['document']),
    typeof version === 'number' ? labels.version(version) : undefined,
  ];
  const rows: readonly (readonly [string, string | undefined])[] = [
    [labels.action, `${actionText(action, language)} (${paragraphText(paragraph, language)})`],
    [labels.at, WORDS[language].moment(time)],
    [labels.actor, textOf(actor['person'])],
    [labels.onBehalfOf, textOf(actor['onBehalfOf'])],
    [labels.document, joined(document)],
    [labels.digest, digestOf(content)],
    ...signaturesOf(content).map((signature) => [labels.signature, digestOf(signature)] as const),
    [labels.manifest, digestOf(content['manifest'])],
  ];
  return rows.flatMap(([label, text]): Row[] => (text === undefined ? [] : [[label, text]]));
}

function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' ? printable(value) : undefined;
}

function joined(parts: readonly (string | undefined)[]): string | undefined {
  const present = parts.filter((part) => part !== undefined);
  return present.length === 0 ? undefined : present.join(', ');
}

function digestOf(value: JsonValue | undefined): string | undefined {
  const sha256 = isObject(value) ? textOf(value['sha256']) : undefined;
  return sha256 === undefined ? undefined : `sha256 ${sha256}`;
}

function signaturesOf({ signatures }: JsonObject): readonly JsonValue[] {
  return isArray(signatures) ? signatures : [];
}

const isArray = (value: JsonValue | undefined): value is readonly JsonValue[] =>
  Array.isArray(value);

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !isArray(value);
