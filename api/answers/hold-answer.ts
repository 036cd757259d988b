import type { HoldCode, HoldReason } from '../../vault/model/document.ts';
import { printable, reasonText } from '../../verify/report/messages.ts';

interface Sentences {
  readonly ru: string;
  readonly en: string;
}

/** `{detail}`: what the scanner said, or why a signature is undecided. */
const SENTENCES: Readonly<Record<HoldCode, Sentences>> = {
  'signature-undecided': {
    ru: 'Подпись ещё не проверена до конца: {detail} Проверка повторится сама.',
    en: 'The signature is not decided yet: {detail} It will be verified again by itself.',
  },
  'not-scanned': {
    ru: 'Файл ещё не проверен на вредоносные программы: проверка недоступна и повторится сама.',
    en: 'The file is not scanned for malware yet: the scanner is not available and will be asked again.',
  },
  'malware-found': {
    ru: 'В файле найдена вредоносная программа ({detail}). Файл в карантине: он получен, но не размещён и никому не выдаётся. Решение за оператором.',
    en: 'Malware was found in the file ({detail}). It is in quarantine: received, not placed, and given to nobody. The operator decides.',
  },
  'too-large-to-scan': {
    ru: 'Файл больше, чем берёт проверка на вредоносные программы. Он в карантине; решение за оператором.',
    en: 'The file is larger than the malware scanner takes. It is in quarantine; the operator decides.',
  },
  'waited-in-vain': {
    ru: 'Срок ожидания истёк, ответа нет. Документ можно разместить снова.',
    en: 'The waiting has ended without an answer. The document can be placed again.',
  },
  'refused-by-operator': {
    ru: 'Оператор не выпустил версию из карантина: {detail}',
    en: 'The operator did not release the version from quarantine: {detail}',
  },
  'released-by-operator': {
    ru: 'Оператор выпустил версию из карантина: {detail}',
    en: 'The operator released the version from quarantine: {detail}',
  },
  'no-signature': { ru: 'В файле нет подписи.', en: 'There is no signature in the file.' },
  'unreadable-signature': {
    ru: 'Подпись не читается.',
    en: 'The signature cannot be read.',
  },
  'not-a-document-signature': {
    ru: 'Это подпись не под документом.',
    en: 'It is no signature of a document.',
  },
  'signature-not-passed': {
    ru: 'Подпись не прошла проверку.',
    en: 'The signature did not pass.',
  },
  'document-not-covered': {
    ru: 'Ни одна подпись не охватывает весь документ.',
    en: 'No signature covers the whole document.',
  },
  'not-signed-by-participant': {
    ru: 'Нет подписи от имени участника.',
    en: 'No signature is on the side of the participant.',
  },
};

/** Why a version is not placed, with its sentences in Russian and English beside the code. */
export function holdAnswer(reason: HoldReason): HoldReason & Sentences {
  const { ru, en } = SENTENCES[reason.code];
  return { ...reason, ru: filled(ru, reason, 'ru'), en: filled(en, reason, 'en') };
}

function filled(sentence: string, { code, detail = '—' }: HoldReason, language: 'ru' | 'en') {
  const words =
    code === 'signature-undecided' ? reasonText({ code: detail }, language) : printable(detail);
  return sentence.replace('{detail}', () => words);
}
