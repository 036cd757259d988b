import type { Language } from '../http/context.ts';
import type { KeysAction } from './keys.ts';

/** What is to be done next. */
export const KEYS_TEXT: Readonly<Record<Language, Record<KeysAction, string>>> = {
  ru: {
    'replace-log':
      'Ключ журнала заменён. Опубликуйте keys/log.vkey и заявление (на выходе): по нему держатель прежнего ключа примет новый.',
    'replace-seal': 'Печать заменена; прежняя скрепила запись об этом.',
    'compromised-log':
      'Ключ журнала объявлен скомпрометированным и заменён. Передайте новый keys/log.vkey всем, кто проверяет, не тем путём, которым приходят квитанции, вместе с заявлением.',
    'compromised-seal':
      'Записано. Отзовите сертификат печати в удостоверяющем центре и положите новую печать в keys/next/, затем okno keys replace-seal.',
  },
  en: {
    'replace-log':
      'The log key is replaced. Publish keys/log.vkey and the statement (the output): by it a holder of the former key takes the new one.',
    'replace-seal': 'The seal is replaced; the former one sealed the entry that says so.',
    'compromised-log':
      'The log key is declared compromised and replaced. Give the new keys/log.vkey to all who verify, by another way than receipts come, with the statement.',
    'compromised-seal':
      'It is journalled. Have the authority revoke the seal’s certificate and put a new seal into keys/next/, then okno keys replace-seal.',
  },
};

export const KEYS_HELP: Readonly<Record<Language, string>> = {
  ru: `okno keys ДЕЙСТВИЕ --config ФАЙЛ [--reason ТЕКСТ] — при остановленной службе

  replace-log                 новый ключ журнала; прежний подписывает запись и заявление об этом
  replace-seal                печать из keys/next/ (seal.p12 или seal.key и seal.crt) вместо прежней
  compromised-log --at ВРЕМЯ  ключ журнала с этого времени мог быть в чужих руках: новый ключ и
                              заявление; квитанции прежнего ключа доказывают штамп времени и свидетель
  compromised-seal --at ВРЕМЯ то же о печати (запись в журнале; отзыв — в удостоверяющем центре)

Каждое действие — запись журнала. Прерванное действие начните снова: оно продолжится.
Код завершения: 0 — сделано; 64 — неверный вызов; 69 — служба работает или ключ не читается; 78 — настройки.
`,
  en: `okno keys ACTION --config FILE [--reason TEXT] — while the service is stopped

  replace-log                 a new log key; the former one signs the entry and a statement about it
  replace-seal                the seal in keys/next/ (seal.p12, or seal.key and seal.crt) for the former one
  compromised-log --at TIME   the log key may have been in other hands since then: a new key and a
                              statement; receipts of the former key hold by time-stamp and witness
  compromised-seal --at TIME  the same of the seal (a journal entry; its authority revokes it)

Each action is a journal entry. An action that was interrupted is begun again: it goes on.
Exit code: 0 done; 64 wrong usage; 69 the service runs, or a key cannot be read; 78 the settings.
`,
};
