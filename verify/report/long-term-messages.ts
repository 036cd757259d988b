import type { LongTermReason } from '../process/reason-code.ts';
import type { Message } from './messages.ts';

/** One sentence in each language for every reason about the past (../process/reason-code.ts). */
export const LONG_TERM_MESSAGES: Readonly<Record<LongTermReason, Message>> = {
  'past-path-not-found': {
    ru: 'Цепочка до доверенного центра не построена и на прошлое время.',
    en: 'No path to a trusted authority is found for the past either.',
  },
  'revocation-not-proven': {
    ru: 'Нет доказательства, что данные о статусе сертификата ({certificate}) существовали вовремя.',
    en: 'Nothing proves that information on the status of the certificate ({certificate}) existed in time.',
  },
  'revocation-signer-not-proven': {
    ru: 'Сертификат того, кто подписал данные об отзыве, истёк {notAfter}, а доказательства, что он существовал раньше, нет.',
    en: 'The certificate of who signed the revocation data ended at {notAfter}, and nothing proves that it existed before.',
  },
  'certificate-not-proven': {
    ru: 'Нет доказательства, что сертификат ({certificate}) существовал до {ended}, когда истёк сертификат выдавшего его центра.',
    en: 'Nothing proves that the certificate ({certificate}) existed before {ended}, when that of the authority which issued it ended.',
  },
  'validities-apart': {
    ru: 'Нет времени, когда действовали бы все сертификаты цепочки.',
    en: 'There is no time at which all certificates of the path were valid.',
  },
};
