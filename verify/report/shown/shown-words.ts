import type { Language } from '../messages.ts';
import type { CheckResult, MainIndication, TimeSource } from '../report.ts';

/** The words of reports that show more than a line on each thing. */
export interface ShownWords {
  readonly title: string;
  readonly judged: string;
  readonly policy: string;
  readonly policyDigest: string;
  /** Of several signatures in one file. */
  readonly count: {
    readonly total: string;
    readonly outcome: Readonly<Record<MainIndication, string>>;
  };
  readonly meaning: string;
  readonly whatWasSigned: string;
  readonly who: string;
  readonly when: string;
  readonly whyTrusted: string;
  readonly claims: string;
  /** Where the signature does not verify under the signer’s key. */
  readonly claimsOfNobody: string;
  readonly notes: string;
  readonly details: string;
  readonly signatureData: string;
  readonly digest: string;
  readonly signatureDigest: string;
  readonly algorithms: string;
  readonly certificates: string;
  readonly role: Readonly<Record<'signer' | 'ca' | 'trust-anchor', string>>;
  readonly signersCertificate: string;
  readonly number: string;
  readonly fingerprint: string;
  readonly timeStamps: string;
  readonly counterSignature: string;
  readonly counterSignaturesNotHeld: (count: number, of: number) => string;
  readonly evidence: string;
  readonly kind: Readonly<Record<'certificate' | 'crl' | 'ocsp-response' | 'time-stamp', string>>;
  readonly provenSince: (moment: string, by: Exclude<TimeSource, 'validation-time'>) => string;
  readonly checks: string;
  readonly outcome: Readonly<Record<CheckResult['outcome'], string>>;
  readonly wholeFile: string;
  readonly octetsOf: (ranges: string) => string;
  readonly computedFrom: string;
  /** What a signature carries inside its own file. */
  readonly inside: (file: string) => string;
  readonly part: string;
  readonly pieces: (count: number, stride: number) => string;
  readonly madeBy: string;
}

const ru: ShownWords = {
  title: 'Протокол проверки электронной подписи',
  judged: 'Проверено на',
  policy: 'Правила проверки',
  policyDigest: 'SHA-256 правил',
  count: {
    total: 'Подписей',
    outcome: {
      'TOTAL-PASSED': 'действительных',
      INDETERMINATE: 'тех, о которых установить нельзя',
      'TOTAL-FAILED': 'НЕДЕЙСТВИТЕЛЬНЫХ',
    },
  },
  meaning: 'Что это значит',
  whatWasSigned: 'Что подписано',
  who: 'Кто подписал',
  when: 'Когда',
  whyTrusted: 'Можно ли верить сертификату',
  claims: 'Что заявил сам подписант (ничем не доказано)',
  claimsOfNobody: 'Что записано в подписи (не подтверждено, что самим подписантом)',
  notes: 'На что обратить внимание',
  details: 'Подробности для специалиста',
  signatureData: 'Подпись',
  digest: 'Хэш',
  signatureDigest: 'SHA-256 подписи',
  algorithms: 'Алгоритмы',
  certificates: 'Сертификаты',
  role: { signer: 'Подписант', ca: 'Центр', 'trust-anchor': 'Доверенный центр' },
  signersCertificate: 'сертификат подписанта',
  number: 'номер',
  fingerprint: 'SHA-256',
  timeStamps: 'Штампы времени',
  counterSignature: 'Заверяющая подпись',
  counterSignaturesNotHeld: (count, of) =>
    `Заверяющих подписей ${of}, из них не подтверждено ${count}. На состояние самой подписи это не влияет.`,
  evidence: 'На чём основан ответ',
  kind: {
    certificate: 'Сертификат',
    crl: 'Список отзыва',
    'ocsp-response': 'Ответ OCSP',
    'time-stamp': 'Штамп времени',
  },
  provenSince: (moment, by) =>
    `существует не позже ${moment} (${by === 'receipt' ? 'квитанция' : 'штамп времени'})`,
  checks: 'Проверки по порядку',
  outcome: {
    passed: 'да',
    failed: 'НЕТ',
    warning: 'замечание',
    information: 'сведения',
    'not-checked': 'не проверялось',
  },
  wholeFile: 'весь файл',
  octetsOf: (ranges) => `байты ${ranges} этого файла`,
  computedFrom: 'не сами байты файла, а вычисленное из него (канонический или раскодированный вид)',
  inside: (file) => `содержимое внутри файла ${file}`,
  part: 'только часть документа',
  pieces: (count, stride) => ` и так ещё, всего ${count} с шагом ${stride}`,
  madeBy:
    'Составлено Okno Vault. Протокол сам не подписан: проверить его можно, повторив проверку по тем же файлам.',
};

const en: ShownWords = {
  title: 'Signature verification report',
  judged: 'Judged as of',
  policy: 'Rules applied',
  policyDigest: 'SHA-256 of rules',
  count: {
    total: 'Signatures',
    outcome: {
      'TOTAL-PASSED': 'valid',
      INDETERMINATE: 'cannot be told',
      'TOTAL-FAILED': 'NOT VALID',
    },
  },
  meaning: 'What it means',
  whatWasSigned: 'What was signed',
  who: 'Who signed',
  when: 'When',
  whyTrusted: 'Whether the certificate is to be believed',
  claims: 'What the signer says (proven by nothing)',
  claimsOfNobody: 'What stands in the signature (not shown to be the signer’s word)',
  notes: 'Please note',
  details: 'Details for specialists',
  signatureData: 'Signature',
  digest: 'Digest',
  signatureDigest: 'Signature’s SHA-256',
  algorithms: 'Algorithms',
  certificates: 'Certificates',
  role: { signer: 'Signer', ca: 'Authority', 'trust-anchor': 'Trusted authority' },
  signersCertificate: 'the signer’s certificate',
  number: 'number',
  fingerprint: 'SHA-256',
  timeStamps: 'Time-stamps',
  counterSignature: 'Counter-signature',
  counterSignaturesNotHeld: (count, of) =>
    `Of ${of} counter-signatures, ${count} did not hold. The state of the signature itself is not theirs.`,
  evidence: 'What the answer stands on',
  kind: {
    certificate: 'Certificate',
    crl: 'Revocation list',
    'ocsp-response': 'OCSP response',
    'time-stamp': 'Time-stamp',
  },
  provenSince: (moment, by) =>
    `existed by ${moment} (${by === 'receipt' ? 'a receipt' : 'a time-stamp'})`,
  checks: 'Checks in their order',
  outcome: {
    passed: 'yes',
    failed: 'NO',
    warning: 'remark',
    information: 'note',
    'not-checked': 'not checked',
  },
  wholeFile: 'the whole file',
  octetsOf: (ranges) => `bytes ${ranges} of this file`,
  computedFrom:
    'not the bytes of the file but what is computed from it (a canonical or decoded form)',
  inside: (file) => `the content inside the file ${file}`,
  part: 'a part of the document only',
  pieces: (count, stride) => ` and so on, ${count} in all, ${stride} apart`,
  madeBy:
    'Made by Okno Vault. This report is not signed itself: whoever doubts it can verify the same files again.',
};

export const SHOWN_WORDS: Readonly<Record<Language, ShownWords>> = { ru, en };
