import type { Language, Message } from '../messages.ts';
import type { MainIndication, SubIndication } from '../report.ts';

// What an answer means for whoever has to act on it (EN 319 102-1 §5.1.3, tables 5 and 6), without the standard's words.

const MEANING: Readonly<Record<MainIndication, Message>> = {
  'TOTAL-PASSED': {
    ru: 'Подпись верна, подписанное не изменено, сертификат подписанта подтверждён доверенным центром и на время подписи действовал.',
    en: 'The signature is right, what was signed is unchanged, and a trusted authority vouches for the signer’s certificate, which was good at the time of the signature.',
  },
  INDETERMINATE: {
    ru: 'По тому, что есть, нельзя сказать ни «действительна», ни «недействительна». До выяснения на подпись не полагайтесь.',
    en: 'From what is at hand it can be told neither that the signature is valid nor that it is not. Do not rely on it until that is settled.',
  },
  'TOTAL-FAILED': {
    ru: 'Полагаться на эту подпись нельзя, и дополнительные сведения этого не изменят.',
    en: 'This signature cannot be relied on, and nothing more that could be brought will change that.',
  },
};

const EARLIER: Message = {
  ru: 'Что может помочь: доказательство, что подпись существовала раньше (штамп времени, квитанция системы).',
  en: 'What may help: proof that the signature existed earlier (a time-stamp, a receipt of the system).',
};
const STATUS: Message = {
  ru: 'Что может помочь: свежий список отзыва или ответ OCSP удостоверяющего центра (--crl, --ocsp).',
  en: 'What may help: a fresh revocation list or OCSP response of the certification authority (--crl, --ocsp).',
};
const TRUST: Message = {
  ru: 'Что может помочь: сертификаты центров, которым вы доверяете (--trust), и промежуточные (--certificates).',
  en: 'What may help: the certificates of authorities that you trust (--trust), and those between (--certificates).',
};
const ASK_SIGNER: Message = {
  ru: 'Что может помочь: обратиться к подписанту за новой подписью.',
  en: 'What may help: ask the signer for a new signature.',
};

/** What somebody can do about an answer that is still open; absent where nothing general can be said. */
const ADVICE: Readonly<Partial<Record<SubIndication, Message>>> = {
  HASH_FAILURE: {
    ru: 'Проверьте, тот ли это файл; если тот, он был изменён после подписания.',
    en: 'Check that it is the right file; if it is, it was changed after it was signed.',
  },
  CERTIFICATE_CHAIN_GENERAL_FAILURE: STATUS,
  CHAIN_CONSTRAINTS_FAILURE: ASK_SIGNER,
  SIG_CONSTRAINTS_FAILURE: ASK_SIGNER,
  CRYPTO_CONSTRAINTS_FAILURE: ASK_SIGNER,
  CRYPTO_CONSTRAINTS_FAILURE_NO_POE: EARLIER,
  NO_SIGNING_CERTIFICATE_FOUND: {
    ru: 'Что может помочь: сертификат подписанта (--certificates).',
    en: 'What may help: the certificate of the signer (--certificates).',
  },
  NO_CERTIFICATE_CHAIN_FOUND: TRUST,
  NO_CERTIFICATE_CHAIN_FOUND_NO_POE: EARLIER,
  REVOKED_NO_POE: EARLIER,
  REVOKED_CA_NO_POE: EARLIER,
  OUT_OF_BOUNDS_NOT_REVOKED: EARLIER,
  OUT_OF_BOUNDS_NO_POE: EARLIER,
  REVOCATION_OUT_OF_BOUNDS_NO_POE: STATUS,
  NO_POE: STATUS,
  TRY_LATER: {
    ru: 'Что может помочь: проверить позже, с более новыми сведениями об отзыве.',
    en: 'What may help: check again later, with newer revocation data.',
  },
  SIGNED_DATA_NOT_FOUND: {
    ru: 'Что может помочь: подписанный файл (--content).',
    en: 'What may help: the file that was signed (--content).',
  },
};

/** What the verdict on a signature means, and what can be done about it. */
export function meaningOf(
  {
    indication,
    subIndication,
  }: { readonly indication: MainIndication; readonly subIndication?: SubIndication },
  language: Language,
): string {
  const advice = subIndication === undefined ? undefined : ADVICE[subIndication];
  const sentences = [MEANING[indication][language], advice?.[language]];
  return sentences.filter((sentence) => sentence !== undefined).join(' ');
}
