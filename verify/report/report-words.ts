import type { Language } from './messages.ts';
import { momentText } from './moment-text.ts';
import type { CertificateReport, MainIndication, TimeSource } from './report.ts';

/** What is judged; the Russian verdict agrees with it in gender. */
export type Noun = 'signature' | 'time-stamp' | 'receipt' | 'package';

/** The words of the text report, for a reader who knows no standard. */
export interface ReportWords {
  readonly file: string;
  /** From ISO 8601 UTC. */
  readonly moment: (time: string) => string;
  readonly noSignature: string;
  readonly signature: (index: number, count: number) => string;
  readonly indication: Readonly<Record<Noun, Readonly<Record<MainIndication, string>>>>;
  /** Of receipts and packages that cannot be read at all. */
  readonly unreadable: string;
  /** Of a time-stamp that the authority refused. */
  readonly notGiven: string;
  readonly why: string;
  readonly signed: string;
  readonly nothingSigned: string;
  readonly octets: (size: number) => string;
  readonly document: string;
  readonly intact: string;
  readonly notIntact: string;
  readonly notShown: string;
  readonly contentMissing: string;
  readonly value: string;
  readonly valid: string;
  readonly notValid: string;
  readonly signer: string;
  /** The label where the value does not verify under the key of the certificate that is named. */
  readonly namedSigner: string;
  readonly signerUnknown: string;
  readonly issuer: string;
  readonly term: string;
  readonly validity: (from: string, until: string) => string;
  readonly trust: string;
  readonly trusted: (anchor: string) => string;
  readonly notTrusted: string;
  /** A path to the authority is there, and does not hold. */
  readonly notAccepted: (anchor: string, why: string) => string;
  readonly time: string;
  readonly timeSource: Readonly<Record<TimeSource, string>>;
  readonly claimed: string;
  readonly claim: string;
  /** Of a signature that does not verify under the signer’s key: anybody may have written it. */
  readonly claimOfNobody: string;
  readonly status: string;
  readonly revocation: Readonly<Record<CertificateReport['revocation']['status'], string>>;
  readonly revocationReason: string;
  readonly toldBy: Readonly<Record<'crl' | 'ocsp', string>>;
  readonly warnings: string;
  readonly note: string;
  readonly format: string;
}

const ru: ReportWords = {
  file: 'Файл',
  moment: (time) => momentText(time, 'ru'),
  noSignature: 'В файле нет ни одной подписи.',
  signature: (index, count) => `Подпись ${index} из ${count}`,
  indication: {
    signature: {
      'TOTAL-PASSED': 'ДЕЙСТВИТЕЛЬНА',
      INDETERMINATE: 'УСТАНОВИТЬ НЕЛЬЗЯ',
      'TOTAL-FAILED': 'НЕДЕЙСТВИТЕЛЬНА',
    },
    'time-stamp': {
      'TOTAL-PASSED': 'ДЕЙСТВИТЕЛЕН',
      INDETERMINATE: 'УСТАНОВИТЬ НЕЛЬЗЯ',
      'TOTAL-FAILED': 'НЕДЕЙСТВИТЕЛЕН',
    },
    receipt: {
      'TOTAL-PASSED': 'ПОДТВЕРЖДЕНА',
      INDETERMINATE: 'УСТАНОВИТЬ НЕЛЬЗЯ',
      'TOTAL-FAILED': 'НЕДЕЙСТВИТЕЛЬНА',
    },
    package: {
      'TOTAL-PASSED': 'ПОДТВЕРЖДЁН',
      INDETERMINATE: 'УСТАНОВИТЬ НЕЛЬЗЯ',
      'TOTAL-FAILED': 'НЕДЕЙСТВИТЕЛЕН',
    },
  },
  unreadable: 'НЕ ЧИТАЕТСЯ',
  notGiven: 'НЕ ВЫДАН',
  why: 'Почему',
  signed: 'Подписано',
  nothingSigned: 'ничего из имеющегося подписанным назвать нельзя',
  octets: (size) => `${size} байт`,
  document: 'Документ',
  intact: 'не изменён с момента подписания',
  notIntact: 'не совпадает с тем, что было подписано',
  notShown: 'не подтверждено, что подписан именно он',
  contentMissing: 'не проверен',
  value: 'Ключ',
  valid: 'подпись сделана ключом этого сертификата',
  notValid: 'не подтверждено, что подпись сделана ключом сертификата',
  signer: 'Подписант',
  namedSigner: 'Назван подписант',
  signerUnknown: 'не установлен',
  issuer: 'Издатель',
  term: 'Сертификат',
  validity: (from, until) => `действует с ${momentText(from, 'ru')} по ${momentText(until, 'ru')}`,
  trust: 'Доверие',
  trusted: (anchor) => `цепочка сертификатов проверена до доверенного центра ${anchor}`,
  notTrusted: 'сертификат не подтверждён доверенным центром',
  notAccepted: (anchor, why) =>
    `цепочка до доверенного центра ${anchor} есть, но не принята. ${why}`,
  time: 'Время',
  timeSource: {
    'validation-time': 'время проверки: более раннее время подписи ничем не доказано',
    receipt: 'доказано квитанцией системы',
    'time-stamp': 'доказано штампом времени',
  },
  claimed: 'Заявлено',
  claim: 'слова подписанта, ничем не доказаны',
  claimOfNobody: 'записано в подписи; не подтверждено, что самим подписантом',
  status: 'Отзыв',
  revocation: {
    good: 'не отозван',
    revoked: 'ОТОЗВАН',
    unknown: 'неизвестно',
    'not-needed': 'не требуется',
  },
  revocationReason: 'причина',
  toldBy: { crl: 'по списку отзыва от', ocsp: 'по ответу OCSP от' },
  warnings: 'Внимание',
  note: 'К сведению',
  format: 'Формат',
};

const ENGLISH = {
  'TOTAL-PASSED': 'VALID',
  INDETERMINATE: 'CANNOT BE TOLD',
  'TOTAL-FAILED': 'NOT VALID',
} as const;

const en: ReportWords = {
  file: 'File',
  moment: (time) => momentText(time, 'en'),
  noSignature: 'The file holds no signature.',
  signature: (index, count) => `Signature ${index} of ${count}`,
  indication: { signature: ENGLISH, 'time-stamp': ENGLISH, receipt: ENGLISH, package: ENGLISH },
  unreadable: 'CANNOT BE READ',
  notGiven: 'NOT GIVEN',
  why: 'Why',
  signed: 'Signed',
  nothingSigned: 'nothing at hand can be called signed',
  octets: (size) => `${size} bytes`,
  document: 'Document',
  intact: 'unchanged since it was signed',
  notIntact: 'is not what was signed',
  notShown: 'not shown to be what was signed',
  contentMissing: 'not checked',
  value: 'Key',
  valid: 'the signature was made with this certificate’s key',
  notValid: 'not shown to be made with the certificate’s key',
  signer: 'Signer',
  namedSigner: 'Named signer',
  signerUnknown: 'not established',
  issuer: 'Issuer',
  term: 'Certificate',
  validity: (from, until) => `valid from ${momentText(from, 'en')} to ${momentText(until, 'en')}`,
  trust: 'Trust',
  trusted: (anchor) => `the certificates were followed to the trusted authority ${anchor}`,
  notTrusted: 'no trusted authority vouches for the certificate',
  notAccepted: (anchor, why) =>
    `the certificates lead to the trusted authority ${anchor}, but are not accepted. ${why}`,
  time: 'Time',
  timeSource: {
    'validation-time': 'the time of this check: nothing proves that the signature is older',
    receipt: 'proven by a receipt of the system',
    'time-stamp': 'proven by a time-stamp',
  },
  claimed: 'Claimed',
  claim: 'the signer’s own word, proof of nothing',
  claimOfNobody: 'stands in the signature; not shown to be the signer’s word',
  status: 'Revocation',
  revocation: {
    good: 'not revoked',
    revoked: 'REVOKED',
    unknown: 'unknown',
    'not-needed': 'not needed',
  },
  revocationReason: 'reason',
  toldBy: { crl: 'by the revocation list of', ocsp: 'by the OCSP response of' },
  warnings: 'Note',
  note: 'For information',
  format: 'Format',
};

export const WORDS: Readonly<Record<Language, ReportWords>> = { ru, en };
