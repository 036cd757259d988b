import type { TimeStampReason } from '../process/reason-code.ts';
import type { Message } from './messages.ts';

/** One sentence in each language for every reason about a time-stamp (../process/reason-code.ts). */
export const TIME_STAMP_MESSAGES: Readonly<Record<TimeStampReason, Message>> = {
  'imprint-differs': {
    ru: 'Штамп времени поставлен не на это: в нём хэш {algorithm} {expected}, а должен быть {computed}.',
    en: 'The time-stamp is over something else: it holds the {algorithm} digest {expected}, where {computed} must be.',
  },
  'stamped-file-absent': {
    ru: 'Нет файла, на который поставлен штамп времени, поэтому неизвестно, что он доказывает.',
    en: 'The file that the time-stamp is over is not there, so that it is not known what it proves.',
  },
  'time-stamp-by-authority': {
    ru: 'Штамп времени подписан ключом удостоверяющего центра, а не службы штампов времени.',
    en: 'The time-stamp is signed with the key of a certification authority, not of a time-stamping one.',
  },
  'time-stamp-certificate-purpose': {
    ru: 'Сертификат под штампом времени выдан не только для штампов времени (RFC 3161, 2.3).',
    en: 'The certificate under the time-stamp was not issued for time-stamping alone (RFC 3161, 2.3).',
  },
  'time-stamp-extension': {
    ru: 'В штампе времени есть критическое расширение {oid}, которое программа не понимает.',
    en: 'The time-stamp has a critical extension {oid} that is not understood here.',
  },
  'time-stamp-from-future': {
    ru: 'Штамп времени из будущего: в нём {genTime}, а проверка сделана на {time}.',
    en: 'The time-stamp is from the future: it says {genTime}, and it was judged as of {time}.',
  },
  'time-stamp-late': {
    ru: 'Подпись существовала на {time}: это позже заявленного времени подписания больше чем на {delay} с.',
    en: 'The signature is proven from {time} on, over {delay} s after the claimed signing time.',
  },
  'time-stamp-not-given': {
    ru: 'Это ответ службы штампов времени, и штампа в нём нет: она его не выдала.',
    en: 'This is an answer of a time-stamping authority without a time-stamp: it gave none.',
  },
  'time-stamp-not-valid': {
    ru: 'Штамп времени не принят и времени не доказывает: {cause}',
    en: 'A time-stamp does not hold and proves no time: {cause}',
  },
  'time-stamp-index-differs': {
    ru: 'Перечень хэшей архивного штампа времени не подходит к подписи: {detail}.',
    en: 'The hash index of the archive time-stamp does not fit the signature: {detail}.',
  },
  'time-stamp-order': {
    ru: 'Штампы времени противоречат друг другу: {earlier} должен быть раньше, чем {later}.',
    en: 'Time-stamps contradict each other: {earlier} should come before {later}.',
  },
  'time-stamp-unreadable': {
    ru: 'Штамп времени не читается: {detail}.',
    en: 'The time-stamp cannot be read: {detail}.',
  },
  'tsa-name-differs': {
    ru: 'Имя службы штампов времени в штампе не то, что в её сертификате.',
    en: 'The time-stamp names another authority than its certificate does.',
  },
};
