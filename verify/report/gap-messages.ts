import type { RevocationGap } from '../revocation/gaps.ts';
import type { Message } from './messages.ts';

/** Why no revocation data decide, as the end of a sentence (../revocation/gaps.ts). */
export const GAP_MESSAGES: Readonly<Record<RevocationGap, Message>> = {
  'no-information': {
    ru: 'нет ни списков отзыва, ни ответов OCSP',
    en: 'there are no CRLs and no OCSP responses',
  },
  'not-in-scope': {
    ru: 'имеющиеся сведения об отзыве — о других сертификатах',
    en: 'the revocation data at hand are about other certificates',
  },
  malformed: {
    ru: 'сведения об отзыве составлены неверно',
    en: 'the revocation data are malformed',
  },
  'profile-violation': {
    ru: 'сведения об отзыве нарушают требования профиля',
    en: 'the revocation data break a rule of their profile',
  },
  'unknown-critical-extension': {
    ru: 'в сведениях об отзыве есть неизвестное критическое расширение',
    en: 'the revocation data have an unknown critical extension',
  },
  'from-the-future': {
    ru: 'сведения об отзыве выпущены позже времени проверки',
    en: 'the revocation data were issued after the time of this check',
  },
  'expired-certificate-not-covered': {
    ru: 'сведения об отзыве выпущены, когда сертификат уже истёк, и могут его не содержать',
    en: 'the revocation data were issued when the certificate had expired and may leave it out',
  },
  'responder-not-found': {
    ru: 'нет сертификата службы OCSP, подписавшей ответ',
    en: 'the certificate of the OCSP responder is not at hand',
  },
  'signature-invalid': {
    ru: 'подпись под сведениями об отзыве неверна',
    en: 'the signature of the revocation data is wrong',
  },
  'signature-not-checked': {
    ru: 'подпись под сведениями об отзыве проверить нельзя',
    en: 'the signature of the revocation data cannot be checked',
  },
  'signer-not-authorized': {
    ru: 'подписавший сведения об отзыве не имеет на это права',
    en: 'the signer of the revocation data has no authority to issue them',
  },
  'signer-path-invalid': {
    ru: 'сертификат подписавшего сведения об отзыве не подтверждён',
    en: 'the certificate of the signer of the revocation data is not confirmed',
  },
  'signer-status-unknown': {
    ru: 'неизвестно, не отозван ли сертификат подписавшего сведения об отзыве',
    en: 'it is not known whether the signer of the revocation data was revoked',
  },
  'nested-too-deep': {
    ru: 'сведения об отзыве подтверждают друг друга глубже, чем разрешено пределом',
    en: 'the revocation data rest on each other more deeply than the limit allows',
  },
  'reasons-not-covered': {
    ru: 'имеющиеся списки охватывают не все причины отзыва',
    en: 'the lists at hand do not cover all reasons for revocation',
  },
  'status-unknown': {
    ru: 'служба OCSP не знает этого сертификата',
    en: 'the OCSP responder does not know the certificate',
  },
};
