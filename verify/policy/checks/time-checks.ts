import { type Check, FAIL, FIXED, WARN } from './check.ts';

/** EN 319 102-1 §5.4 to §5.6: time-stamps, and what they prove. */
export const TIME_CHECKS = {
  'time-stamp-form': {
    clause: 'RFC 3161 §2.4.2',
    ...FIXED,
    ru: 'штамп времени читается',
    en: 'the time-stamp can be read',
  },
  'signing-certificate-attribute': {
    clause: 'RFC 3161 §2.4.1',
    ...FIXED,
    ru: 'в штампе времени есть подписанная ссылка на сертификат',
    en: 'the time-stamp has a signed reference to its certificate',
  },
  'time-stamp-extensions': {
    clause: 'RFC 3161 §2.4.2',
    ...FIXED,
    ru: 'в штампе времени нет непонятных критических расширений',
    en: 'the time-stamp has no critical extension that is not understood',
  },
  'message-imprint': {
    clause: 'RFC 3161 §2.4.2',
    ...FIXED,
    ru: 'штамп времени поставлен именно на это',
    en: 'the time-stamp is over just this',
  },
  // A collision-free digest is what ties a time-stamp to the signature.
  'imprint-algorithm': {
    clause: 'EN 319 102-1 §5.6.2.3',
    ...FAIL,
    ru: 'алгоритм хэширования в штампе времени допустим (algorithms)',
    en: 'the digest of the time-stamp’s imprint is acceptable (algorithms)',
  },
  'time-stamp-certificate': {
    clause: 'RFC 3161 §2.3',
    ...FIXED,
    ru: 'сертификат службы штампов времени выдан только для них',
    en: 'the certificate of the time-stamping authority is for that alone',
  },
  'gen-time-in-validity': {
    clause: 'EN 319 102-1 §5.4',
    ...FIXED,
    ru: 'время штампа внутри срока сертификата службы',
    en: 'the time of the time-stamp is inside the validity of its certificate',
  },
  // The signed reference names the certificate; the name in the token is a hint.
  'tsa-name': {
    clause: 'RFC 3161 §2.4.2',
    ...WARN,
    ru: 'имя службы в штампе то же, что в её сертификате',
    en: 'the authority’s name in the time-stamp is that of its certificate',
  },
  'gen-time-not-in-future': {
    clause: 'EN 319 102-1 §5.5.4 step 4',
    ...FIXED,
    ru: 'штамп времени не из будущего',
    en: 'the time-stamp is not from the future',
  },
  // A time-stamp that does not hold is dropped; the signature stands as if it were not there.
  'signature-time-stamp': {
    clause: 'EN 319 102-1 §5.5.4 step 3, §5.6.3.4 step 5',
    ...WARN,
    ru: 'каждый штамп времени подписи действителен: на подписи, на содержимом, архивный',
    en: 'every time-stamp of the signature holds: over it, over the content, and of the archive',
  },
  'best-signature-time-in-validity': {
    clause: 'EN 319 102-1 §5.5.4 step 4',
    ...FIXED,
    ru: 'доказанное время подписи не раньше начала срока сертификата',
    en: 'the proven time is not before the certificate begins',
  },
  'time-stamp-order': {
    clause: 'EN 319 102-1 §5.5.4 step 4',
    ...FIXED,
    ru: 'штампы времени не противоречат времени проверки',
    en: 'no time-stamp contradicts the time of validation',
  },
  'content-time-stamp-first': {
    clause: 'EN 319 102-1 §5.5.4 step 4',
    ...FIXED,
    ru: 'штамп на содержимом не позже штампов на подписи',
    en: 'a time-stamp over the content is no later than those over the signature',
  },
  'time-stamp-delay': {
    clause: 'EN 319 102-1 §5.5.4 step 5',
    ...FAIL,
    ru: 'доказанное время не позже названного на срок больше разрешённого (timeStampDelay)',
    en: 'the proven time follows the claimed one within what is allowed (timeStampDelay)',
  },
  'past-signature-validation': {
    clause: 'EN 319 102-1 §5.6.2.4',
    ...FIXED,
    ru: 'подпись была действительна, когда она доказанно существовала',
    en: 'the signature was good when it is proven to have existed',
  },
} as const satisfies Readonly<Record<string, Check>>;
