import type { TimeStampStatus } from '../../../formats/tsp/time-stamp.ts';
import type { Language } from '../messages.ts';

/** The words of the report on a time-stamp by itself. */
export interface TimeStampFileWords {
  readonly title: string;
  readonly heading: string;
  readonly what: string;
  readonly file: string;
  /** The token is over the file, but not shown to be the authority's. */
  readonly notShown: string;
  readonly noFile: string;
  readonly anotherFile: string;
  readonly notCompared: string;
  readonly nonce: string;
  readonly who: string;
  readonly authority: string;
  readonly namedAuthority: string;
  readonly certificate: string;
  readonly when: string;
  readonly time: string;
  readonly accuracy: (seconds: number) => string;
  readonly proven: string;
  readonly said: string;
  readonly response: string;
  readonly status: string;
  readonly statuses: Readonly<Record<TimeStampStatus, string>>;
  readonly failure: string;
  readonly statusText: string;
}

const ru: TimeStampFileWords = {
  title: 'Протокол проверки штампа времени',
  heading: 'Штамп времени',
  what: 'На что поставлен',
  file: 'На файл',
  notShown: 'не подтверждено, что штамп на нём поставила сама служба',
  noFile: 'неизвестно на какой: файла нет, есть только его хэш',
  anotherFile: 'не на этот',
  notCompared: 'не сверено',
  nonce: 'Nonce запроса',
  who: 'Кто поставил',
  authority: 'Служба',
  namedAuthority: 'Названа служба',
  certificate: 'сертификат службы штампов времени',
  when: 'Когда',
  time: 'Время',
  accuracy: (seconds) => `± ${seconds} с`,
  proven: 'доказано этим штампом',
  said: 'так сказано в штампе, но не доказано',
  response: 'Что ответила служба (её слова не подписаны)',
  status: 'Ответ службы',
  statuses: {
    granted: 'штамп выдан',
    grantedWithMods: 'штамп выдан, но не совсем такой, как просили',
    rejection: 'отказ',
    waiting: 'запрос ещё не исполнен',
    revocationWarning: 'предупреждение: сертификат службы скоро будет отозван',
    revocationNotification: 'сертификат службы отозван',
  },
  failure: 'Причина',
  statusText: 'Пояснение',
};

const en: TimeStampFileWords = {
  title: 'Time-stamp verification report',
  heading: 'Time-stamp',
  what: 'What it is over',
  file: 'File',
  notShown: 'not shown to be stamped by the authority itself',
  noFile: 'not known which: there is no file, only its digest',
  anotherFile: 'not this one',
  notCompared: 'not compared',
  nonce: 'Nonce of the request',
  who: 'Who made it',
  authority: 'Authority',
  namedAuthority: 'Named authority',
  certificate: 'the time-stamping authority’s certificate',
  when: 'When',
  time: 'Time',
  accuracy: (seconds) => `± ${seconds} s`,
  proven: 'proven by this time-stamp',
  said: 'so the time-stamp says, which proves nothing',
  response: 'What the authority answered (its words are not signed)',
  status: 'Its answer',
  statuses: {
    granted: 'the time-stamp was given',
    grantedWithMods: 'the time-stamp was given, but not quite as asked for',
    rejection: 'refused',
    waiting: 'the request is not carried out yet',
    revocationWarning: 'a warning: the authority’s certificate is about to be revoked',
    revocationNotification: 'the authority’s certificate is revoked',
  },
  failure: 'Reason',
  statusText: 'In its words',
};

export const TIME_STAMP_WORDS: Readonly<Record<Language, TimeStampFileWords>> = { ru, en };
