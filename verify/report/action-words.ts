import { type Language, type Message, printable } from './messages.ts';

/** Actions of the journal for which receipts are given to people. */
const ACTIONS: ReadonlyMap<string, Message> = new Map(
  Object.entries({
    'document.received': { ru: 'документ получен', en: 'a document was received' },
    'document.placed': { ru: 'документ размещён', en: 'a document was placed' },
    'document.sent': { ru: 'документ направлен', en: 'a document was sent' },
    'document.delivered': {
      ru: 'документ получен адресатом',
      en: 'a document was received by its addressee',
    },
    'document.refused': { ru: 'документ не принят', en: 'a document was refused' },
    'request.arrived': {
      ru: 'запрос о представлении документов поступил',
      en: 'a request for documents has arrived',
    },
    'documents.retrieved': { ru: 'документы выданы по УНК', en: 'documents were given by УНК' },
    'contract.registered': { ru: 'договор зарегистрирован', en: 'a contract was registered' },
    'contract.changed': { ru: 'сведения о договоре изменены', en: 'a contract was changed' },
    'participant.suspended': { ru: 'доступ приостановлен', en: 'access was suspended' },
    'participant.resumed': { ru: 'доступ возобновлён', en: 'access was resumed' },
    'participant.terminated': { ru: 'доступ прекращён', en: 'access was ended' },
    'delegation.granted': { ru: 'поручение выдано', en: 'a delegation was granted' },
    'delegation.revoked': { ru: 'поручение отозвано', en: 'a delegation was revoked' },
    'key.replaced': { ru: 'ключ оператора заменён', en: 'a key of the operator was replaced' },
    'key.compromised': {
      ru: 'ключ оператора объявлен скомпрометированным',
      en: 'a key of the operator was declared compromised',
    },
    'evidence.issued': {
      ru: 'пакет доказательств выдан',
      en: 'an evidence package was issued',
    },
  }),
);

/** What a journal entry records, in words; an action without a row is shown as it is. */
export function actionText(action: string, language: Language): string {
  return ACTIONS.get(action)?.[language] ?? printable(action);
}

/** `D65-13з` as people cite it; what is written otherwise is shown as it is. */
export function paragraphText(paragraph: string, language: Language): string {
  const [, number, letter] = /^D65-(\d+)([а-я])?(?:-.*)?$/.exec(paragraph) ?? [];
  if (number === undefined) return printable(paragraph);
  const place = letter === undefined ? number : `${number} (${letter})`;
  return language === 'ru' ? `Постановление № 65, п. ${place}` : `Decree 65, para. ${place}`;
}
