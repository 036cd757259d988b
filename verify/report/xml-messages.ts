import type { XmlReason } from '../process/reason-code.ts';
import type { Message } from './messages.ts';

/** One sentence in each language for every reason about an XML signature (../process/reason-code.ts). */
export const XML_MESSAGES: Readonly<Record<XmlReason, Message>> = {
  'content-not-referenced': {
    ru: 'Подпись поставлена не на «{content}»: ни одна её ссылка не ведёт за пределы файла подписи.',
    en: 'The signature is not over “{content}”: none of its references leads out of the signature’s file.',
  },
  'identifier-repeated': {
    ru: 'Идентификатор «{id}» стоит у нескольких элементов: нельзя сказать, какой из них подписан.',
    en: 'The identifier “{id}” stands on several elements: it cannot be told which of them is signed.',
  },
  'mac-is-no-signature': {
    ru: 'Вместо подписи стоит код аутентификации ({algorithm}): его может сделать каждый, кто может его проверить.',
    en: 'In place of a signature there is an authentication code ({algorithm}), which whoever can verify it can make.',
  },
  'xml-not-supported': {
    ru: 'Подпись XML использует то, что здесь не обрабатывается: {detail}.',
    en: 'The XML signature uses something that is not carried out here: {detail}.',
  },
  'xml-over-limit': {
    ru: 'Подпись XML требует больше работы, чем разрешено: {detail}.',
    en: 'The XML signature asks for more work than is allowed: {detail}.',
  },
  'xml-signature-malformed': {
    ru: 'Подпись XML составлена неверно: {detail}.',
    en: 'The XML signature is malformed: {detail}.',
  },
};
