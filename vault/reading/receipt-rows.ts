// What a receipt says, row by row, for its printed page in Russian.
import { createHash } from 'node:crypto';
import { OID } from '../../formats/asn1/oids.ts';
import { bytesSource } from '../../formats/byte-source.ts';
import { parseSignedData } from '../../formats/cms/parse-signed-data.ts';
import { equalBytes } from '../../formats/equal-bytes.ts';
import type { JsonObject, JsonValue } from '../../formats/evidence/canonical-json.ts';
import type { JournalEntry } from '../../formats/evidence/entry.ts';
import type { ParsedReceipt } from '../../formats/evidence/receipt.ts';
import { parseCheckpoint } from '../../formats/log/checkpoint.ts';
import { parseNote } from '../../formats/log/note.ts';
import { nameToText } from '../../formats/x509/name.ts';
import { printable } from '../../verify/report/messages.ts';
import type { Contract } from '../model/contract.ts';
import { CATEGORIES, type DocumentRecord } from '../model/document.ts';
import type { Participant } from '../model/participant.ts';
import { dateText, textOf, timeStampText } from './print-words.ts';
import type { ReceiptTimeStamp } from './receipt-time-stamp.ts';

export type Row = readonly [label: string, text: string];

/** What stands beside a receipt for people: its own words name everything by ids. */
export interface Beside {
  readonly document?: DocumentRecord;
  readonly contract?: Contract;
  readonly actor?: Participant;
  /** In whose account the actor acted (para. 32). */
  readonly granter?: Participant;
}

/** Who acted, and how it had signed in (para. 21). */
export function actorRows(entry: JournalEntry, { actor, granter }: Beside): readonly Row[] {
  const { person, authentication } = entry.actor;
  const name =
    actor === undefined
      ? textOf(entry.actor['participant'])
      : [actor.name, actor.inn && `ИНН ${actor.inn}`].filter(Boolean).join(', ');
  return [
    ['Участник', printable(name === 'system' ? 'система «Одно окно» (оператор)' : name)],
    ...rowIf('Кто действовал', textOf(person)),
    ...rowIf('От имени', granterText(entry.actor, granter)),
    ...rowIf('Способ входа', signInText(textOf(authentication))),
    ...rowIf('Сертификат входа', textOf(entry.actor['certificate'])),
  ];
}

/** Para. 32: in whose account, and under which delegation; empty: in its own. */
function granterText(actor: JsonObject, granter: Participant | undefined): string {
  const id = textOf(actor['onBehalfOf']);
  if (id === '') return '';
  return printable(`${granter?.name ?? id}, по поручению ${textOf(actor['delegation'])}`);
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

export function documentRows(content: JsonObject, { document, contract }: Beside): readonly Row[] {
  const category = Object.entries(CATEGORIES).find(([key]) => key === content['category'])?.[1];
  const requisites = [document?.number && `№ ${document.number}`, dateText(document?.date)];
  return [
    ...rowIf('Название', document?.title ?? ''),
    ...rowIf('Реквизиты', requisites.filter(Boolean).join(' от ')),
    ...(category === undefined
      ? []
      : [['Вид документа', `п. 26 (${category.letter}) Правил`] as const]),
    ...rowIf('Договор', contract && `№ ${contract.number} от ${dateText(contract.date)}`),
    ...rowIf('УНК', contract?.unk),
    ...rowIf('Версия', versionText(content)),
    ...rowIf('Файл, SHA-256', textOf(content['sha256'])),
    ...rowIf('Размер', content['size'] === undefined ? '' : `${textOf(content['size'])} байт`),
    ...rowIf('Адресат', textOf(content['toName'])),
    ...rowIf('Документ, номер', textOf(content['document'])),
    ...rowIf('Договор, номер', textOf(content['contract'])),
  ];
}

function versionText(content: JsonObject): string {
  const state = textOf(content['state']);
  const parts = [textOf(content['version']), STATES.get(state) ?? state];
  return parts.filter((part) => part !== '').join(', ');
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

export function signatureRows(signatures: JsonValue | undefined): readonly Row[] {
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

/** Where the receipt stands in the journal, and who vouches for that. */
export async function logRows(
  receipt: ParsedReceipt,
  known: {
    readonly entryId: string;
    readonly bytes: Uint8Array;
    readonly timeStamp: ReceiptTimeStamp;
  },
): Promise<readonly Row[]> {
  const { text } = parseNote(receipt.proof.checkpoint);
  const { origin, size, root } = parseCheckpoint(text);
  return [
    ['Журнал, запись', printable(`${origin}, ${receipt.proof.index} (счёт с нуля) из ${size}`)],
    ['Корень журнала', Buffer.from(root).toString('base64')],
    ['Печать оператора', printable(await sealText(receipt.seal))],
    ['Штамп времени', timeStampText(known.timeStamp)],
    ['Квитанция', known.entryId],
    ['Файл, SHA-256', createHash('sha256').update(known.bytes).digest('hex')],
  ];
}

/** Whose certificate the seal names: what it claims, nothing is verified here. */
async function sealText(seal: Uint8Array): Promise<string> {
  const { certificates, signerInfos } = await parseSignedData(bytesSource(seal));
  const sid = signerInfos[0]?.sid;
  const certificate = certificates.find(
    ({ serialNumber }) =>
      sid?.kind === 'issuer-and-serial' && equalBytes(serialNumber, sid.serialNumber),
  );
  if (certificate === undefined) return 'CMS';
  const attributes = certificate.subject.rdns.flat();
  const named = attributes.find(({ type }) => type === OID.commonName);
  const name = named?.value ?? nameToText(certificate.subject);
  const serial = Buffer.from(certificate.serialNumber).toString('hex');
  return `${name}, сертификат ${serial}`;
}

function rowIf(label: string, text: string | undefined = ''): readonly Row[] {
  return text === '' ? [] : [[label, printable(text)]];
}
