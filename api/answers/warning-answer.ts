import type { IntakeWarning } from '../../vault/documents/outcome.ts';
import type { DocumentWarning } from '../../vault/model/document.ts';
import { printable } from '../../verify/report/messages.ts';

interface Sentences {
  readonly ru: string;
  readonly en: string;
}

/** `{document}`: what the document says; `{contract}`: what the contract, or the request, does. */
const SENTENCES: Readonly<Record<IntakeWarning['code'], Sentences>> = {
  'authority-not-shown': {
    ru: 'Сертификат выдан физическому лицу: из него не видно, что подписант действует за организацию. Нужна доверенность.',
    en: 'The certificate is of a natural person and does not show that the signer acts for the organization: a power of attorney is needed.',
  },
  'document-number-differs': {
    ru: 'В документе номер «{document}», а при размещении указан «{contract}».',
    en: 'The document has the number “{document}”, the request says “{contract}”.',
  },
  'document-date-differs': {
    ru: 'В документе дата {document}, а при размещении указана {contract}.',
    en: 'The document is of {document}, the request says {contract}.',
  },
  'document-before-contract': {
    ru: 'Документ от {document} составлен раньше контракта ({contract}).',
    en: 'The document of {document} is older than the contract ({contract}).',
  },
  'document-currency-differs': {
    ru: 'Валюта документа {document}, а контракта — {contract}.',
    en: 'The document is in {document}, the contract in {contract}.',
  },
  'document-amount-over': {
    ru: 'Сумма документа {document} больше суммы контракта {contract}.',
    en: 'The document’s sum {document} is over that of the contract, {contract}.',
  },
  'document-party-unknown': {
    ru: 'В документе назван не участник контракта: «{document}». Стороны контракта: {contract}.',
    en: 'The document names somebody who is no party of the contract: “{document}”. The parties are: {contract}.',
  },
  'document-basis-differs': {
    ru: 'Документ составлен по другому основанию: «{document}», а не по контракту {contract}.',
    en: 'The document stands on something else, “{document}”, not on the contract {contract}.',
  },
};

/** A warning with its sentences in Russian and English beside its code. */
export function warningAnswer<W extends IntakeWarning | DocumentWarning>(
  warning: W,
): W & Sentences {
  const { ru, en } = SENTENCES[warning.code];
  return { ...warning, ru: filled(ru, warning), en: filled(en, warning) };
}

function filled(sentence: string, warning: IntakeWarning | DocumentWarning): string {
  if (!('facts' in warning)) return sentence;
  const { document, contract } = warning.facts;
  return sentence.replace(/\{(document|contract)\}/g, (_, name) =>
    printable(name === 'document' ? document : contract),
  );
}
