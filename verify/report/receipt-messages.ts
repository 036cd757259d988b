import type { ReceiptReason } from '../receipts/receipt-report.ts';
import type { Message } from './messages.ts';

/** One sentence in each language for every reason of a receipt (../receipts/receipt-report.ts). */
export const RECEIPT_MESSAGES: Readonly<Record<Exclude<ReceiptReason, 'passed'>, Message>> = {
  'receipt-unreadable': {
    ru: 'Это не квитанция, или она повреждена: {detail}.',
    en: 'This is no receipt, or it is damaged: {detail}.',
  },
  'checkpoint-malformed': {
    ru: 'Контрольная точка журнала в квитанции не читается: {detail}.',
    en: 'The log’s checkpoint in the receipt cannot be read: {detail}.',
  },
  'checkpoint-signature-wrong': {
    ru: 'Подпись журнала {origin} под контрольной точкой неверна.',
    en: 'The signature of the log {origin} under the checkpoint is wrong.',
  },
  'checkpoint-of-other-log': {
    ru: 'Контрольная точка принадлежит другому журналу: {origin}.',
    en: 'The checkpoint is of another log: {origin}.',
  },
  'entry-not-in-log': {
    ru: 'Записи на месте {index} нет в журнале из {size} записей.',
    en: 'The entry is not at position {index} of the log of {size} entries.',
  },
  'entry-after-validation-time': {
    ru: 'Запись сделана {time}, позже времени проверки {validationTime}.',
    en: 'The entry was made at {time}, after the time of this check, {validationTime}.',
  },
  'log-key-compromised': {
    ru: 'Ключ журнала {origin} с {since} мог быть в чужих руках, и ничто другое не доказывает, что эта контрольная точка старше.',
    en: 'The key of the log {origin} may have been in other hands since {since}, and nothing else proves that this checkpoint is older.',
  },
  'entry-after-compromise': {
    ru: 'Запись датирована временем, когда ключ журнала {origin} уже мог быть в чужих руках (с {since}).',
    en: 'The entry is dated when the key of the log {origin} may have been in other hands already (since {since}).',
  },
  'entry-after-key-retired': {
    ru: 'Запись датирована временем, когда журнал {origin} уже не подписывал этим ключом (с {since}).',
    en: 'The entry is dated when the log {origin} no longer signed with this key (since {since}).',
  },
  'log-key-not-given': {
    ru: 'Не указан ключ журнала {origin}: без него квитанция ничего не доказывает (--log-key).',
    en: 'The key of the log {origin} was not given: without it the receipt proves nothing (--log-key).',
  },
  'seal-not-canonical': {
    ru: 'Печать оператора записана не в установленном виде: {detail}.',
    en: 'The operator’s seal is not in its one form: {detail}.',
  },
  'seal-not-valid': {
    ru: 'Печать оператора не подтверждена: {cause}',
    en: 'The operator’s seal is not confirmed: {cause}',
  },
  'supplement-not-valid': {
    ru: 'Дополнение к квитанции недействительно: {cause}',
    en: 'The supplement to the receipt is not valid: {cause}',
  },
  'consistency-wrong': {
    ru: 'Доказательство, что журнал с этой контрольной точки только рос, неверно.',
    en: 'The proof that the log only grew from this checkpoint on does not hold.',
  },
  'cosignature-wrong': {
    ru: 'Дополнительная подпись «{name}» под контрольной точкой неверна.',
    en: 'The cosignature of “{name}” under the checkpoint is wrong.',
  },
  'supplement-of-other-checkpoint': {
    ru: 'Дополнение относится к другой контрольной точке журнала.',
    en: 'The supplement is about another checkpoint of the log.',
  },
  'supplement-unreadable': {
    ru: 'Дополнение к квитанции не читается: {detail}.',
    en: 'The supplement to the receipt cannot be read: {detail}.',
  },
  'time-stamp-before-entry': {
    ru: 'Штамп времени {stamped} раньше записи журнала {entry}: одни из этих часов шли неверно.',
    en: 'The time-stamp {stamped} is earlier than the journal entry {entry}: one of the two clocks was wrong.',
  },
};
