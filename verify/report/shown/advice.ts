import type { Language, Message } from '../messages.ts';
import type { MainIndication, Reason, SubIndication } from '../report.ts';

// What an answer means for whoever has to act on it (EN 319 102-1 §5.1.3, tables 5 and 6), without the standard's words.

const PASSED: Message = {
  ru: 'Подпись верна, подписанное не изменено, сертификат подписанта подтверждён доверенным центром и действовал в то время, по которому проверена подпись (строка «Время»).',
  en: 'The signature is right, what was signed is unchanged, and a trusted authority vouches for the signer’s certificate, which was good at the time as of which the signature was judged (the row “Time”).',
};
const FAILED: Message = {
  ru: 'Полагаться на эту подпись нельзя, и дополнительные сведения этого не изменят.',
  en: 'This signature cannot be relied on, and nothing more that could be brought will change that.',
};
const UNTIL_SETTLED: Message = {
  ru: 'До выяснения на подпись не полагайтесь.',
  en: 'Do not rely on the signature until that is settled.',
};
const OPEN: Message = {
  ru: 'По тому, что есть, нельзя сказать ни «действительна», ни «недействительна».',
  en: 'From what is at hand it can be told neither that the signature is valid nor that it is not.',
};

/** What is open, where more can be said than that something is. */
const OPEN_BECAUSE: Readonly<Partial<Record<SubIndication, Message>>> = {
  REVOKED_NO_POE: {
    ru: 'Сертификат подписанта отозван, и ничем не доказано, что подпись поставлена до отзыва.',
    en: 'The signer’s certificate was revoked, and nothing proves that the signature was made before.',
  },
  REVOKED_CA_NO_POE: {
    ru: 'Отозван сертификат центра, выдавшего сертификат подписанта, и ничем не доказано, что подпись поставлена до этого.',
    en: 'The certificate of an authority above the signer was revoked, and nothing proves that the signature was made before.',
  },
  OUT_OF_BOUNDS_NOT_REVOKED: {
    ru: 'Срок действия сертификата подписанта вышел, и ничем не доказано, что подпись поставлена раньше.',
    en: 'The signer’s certificate has expired, and nothing proves that the signature was made before.',
  },
  OUT_OF_BOUNDS_NO_POE: {
    ru: 'Срок действия сертификата подписанта вышел, и ничем не доказано, что подпись поставлена раньше.',
    en: 'The signer’s certificate has expired, and nothing proves that the signature was made before.',
  },
  NO_CERTIFICATE_CHAIN_FOUND: {
    ru: 'За подписанта никто не ручается: его сертификат не ведёт ни к одному из центров, которым вы доверяете.',
    en: 'Nobody vouches for the signer: the certificate leads to none of the authorities that you trust.',
  },
  NO_SIGNING_CERTIFICATE_FOUND: {
    ru: 'Неизвестно, кто подписал: сертификата подписанта нет.',
    en: 'It is not known who signed: the signer’s certificate is not at hand.',
  },
  SIGNED_DATA_NOT_FOUND: {
    ru: 'Нечего сверить с подписью: подписанного файла нет.',
    en: 'There is nothing to hold the signature against: the signed file is not at hand.',
  },
  TRY_LATER: {
    ru: 'Пока нет достаточно свежих сведений о том, не отозван ли сертификат.',
    en: 'There are no revocation data yet that are fresh enough to tell.',
  },
  CRYPTO_CONSTRAINTS_FAILURE_NO_POE: {
    ru: 'Подпись сделана способом, который сегодня не считается надёжным, и ничем не доказано, что она сделана раньше.',
    en: 'The signature was made in a way that is not held to be reliable today, and nothing proves that it is older.',
  },
};

const EARLIER: Message = {
  ru: 'Что может помочь: доказательство, что подпись существовала раньше (штамп времени, квитанция системы).',
  en: 'What may help: proof that the signature existed earlier (a time-stamp, a receipt of the system).',
};
export const STATUS: Message = {
  ru: 'Что может помочь: свежий список отзыва или ответ OCSP удостоверяющего центра (--crl, --ocsp).',
  en: 'What may help: a fresh revocation list or OCSP response of the certification authority (--crl, --ocsp).',
};
export const TRUST: Message = {
  ru: 'Что может помочь: сертификаты центров, которым вы доверяете (--trust), и промежуточные (--certificates).',
  en: 'What may help: the certificates of authorities that you trust (--trust), and those between (--certificates).',
};
export const LATER: Message = {
  ru: 'Что может помочь: проверить позже, с более новыми сведениями об отзыве.',
  en: 'What may help: check again later, with newer revocation data.',
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
  TRY_LATER: LATER,
  SIGNED_DATA_NOT_FOUND: {
    ru: 'Что может помочь: подписанный файл (--content).',
    en: 'What may help: the file that was signed (--content).',
  },
};

const STATUS_UNKNOWN: Message = {
  ru: 'Неизвестно, не отозван ли сертификат.',
  en: 'It is not known whether a certificate was revoked.',
};

interface Judged {
  readonly indication: MainIndication;
  readonly subIndication?: SubIndication;
  readonly reason?: Reason;
}

/** What the verdict on a signature means, and what can be done about it. */
export function meaningOf(judged: Judged, language: Language): string {
  const { indication } = judged;
  const { open, advice } = particulars(judged);
  const sentences = [
    ...(indication === 'TOTAL-PASSED' ? [PASSED] : []),
    ...(indication === 'TOTAL-FAILED' ? [FAILED] : []),
    ...(indication === 'INDETERMINATE' ? [open ?? OPEN, UNTIL_SETTLED] : []),
    ...(advice === undefined ? [] : [advice]),
  ];
  return sentences.map((sentence) => sentence[language]).join(' ');
}

/** The name of the standard for a path that does not hold says nothing of why; an unknown status can be mended. */
function particulars({ subIndication, reason }: Judged): { open?: Message; advice?: Message } {
  if (subIndication === undefined) return {};
  if (reason?.code === 'revocation-unknown') return { open: STATUS_UNKNOWN, advice: STATUS };
  const [open, advice] = [OPEN_BECAUSE[subIndication], ADVICE[subIndication]];
  return { ...(open && { open }), ...(advice && { advice }) };
}
