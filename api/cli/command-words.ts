import type { Message } from '../../verify/report/messages.ts';

/** How the help lists a subcommand. */
export interface CommandWords {
  /** Its name with what follows. */
  readonly usage: Message;
  readonly summary: Message;
}

export const COMMAND_WORDS = {
  verify: {
    usage: { ru: 'verify ФАЙЛ…', en: 'verify FILE…' },
    summary: {
      ru: 'проверить подписи, подписанные файлы, квитанции, пакеты доказательств, целые папки (без сети)',
      en: 'verify signatures, signed files, receipts, evidence packages, whole folders (offline)',
    },
  },
  path: {
    usage: { ru: 'path СЕРТ…', en: 'path CERT…' },
    summary: {
      ru: 'построить и проверить цепочку сертификатов до доверенного центра (RFC 5280)',
      en: 'build and validate certificate paths to a trusted authority (RFC 5280)',
    },
  },
  policy: {
    usage: { ru: 'policy', en: 'policy' },
    summary: {
      ru: 'политики проверки: напечатать встроенную, проверить свою',
      en: 'validation policies: print a built-in one, check your own',
    },
  },
  journal: {
    usage: { ru: 'journal verify', en: 'journal verify' },
    summary: {
      ru: 'проверить журнал целиком или от прежней головы; export — с копией файлов',
      en: 'verify a whole journal, or from an earlier checkpoint on; export keeps a copy',
    },
  },
  witness: {
    usage: { ru: 'witness', en: 'witness' },
    summary: {
      ru: 'подписать контрольную точку журнала как свидетель, с другой машины',
      en: "cosign the journal's checkpoint as a witness, from another machine",
    },
  },
  'master-key': {
    usage: { ru: 'master-key', en: 'master-key' },
    summary: {
      ru: 'поколения ключа шифрования документов; roll-over — новое поколение',
      en: 'generations of the key that encrypts documents; roll-over makes a new one',
    },
  },
  access: {
    usage: { ru: 'access explain', en: 'access explain' },
    summary: {
      ru: 'правила доступа с пунктами Постановления № 65; объяснить одно решение',
      en: 'the rules of access with their paragraphs; explain one decision',
    },
  },
  requirements: {
    usage: { ru: 'requirements', en: 'requirements' },
    summary: {
      ru: 'каждое правило, исполняется ли оно и какие тесты это показывают',
      en: 'every rule, how far it is kept, and the tests that show it',
    },
  },
  provider: {
    usage: { ru: 'provider test', en: 'provider test' },
    summary: {
      ru: 'проверить поставщика алгоритмов (СКЗИ) на опубликованных примерах',
      en: 'hold an algorithm provider to published examples',
    },
  },
  fsck: {
    usage: { ru: 'fsck', en: 'fsck' },
    summary: {
      ru: 'перечитать всё сохранённое, назвать и исправить повреждённое',
      en: 're-read all that is kept, name what is damaged and repair it',
    },
  },
  rebuild: {
    usage: { ru: 'rebuild', en: 'rebuild' },
    summary: {
      ru: 'восстановить базу данных из архива',
      en: 'make the database again from the archive',
    },
  },
  serve: {
    usage: { ru: 'serve', en: 'serve' },
    summary: { ru: 'запустить службу', en: 'run the service' },
  },
  erase: {
    usage: { ru: 'erase', en: 'erase' },
    summary: {
      ru: 'стереть запись журнала о действиях человека на законном основании',
      en: "erase a journal entry about a person's visit, on a lawful ground",
    },
  },
  keys: {
    usage: { ru: 'keys', en: 'keys' },
    summary: {
      ru: 'сменить ключ журнала или печать, объявить компрометацию',
      en: 'replace the log key or the seal, declare a compromise',
    },
  },
  demo: {
    usage: { ru: 'demo', en: 'demo' },
    summary: {
      ru: 'показать работу службы на испытательных сертификатах',
      en: 'show the service at work on test certificates',
    },
  },
  completion: {
    usage: { ru: 'completion ОБОЛОЧКА', en: 'completion SHELL' },
    summary: {
      ru: 'дополнение команд по Tab для bash, zsh или fish',
      en: 'complete commands by Tab in bash, zsh or fish',
    },
  },
} as const satisfies Readonly<Record<string, CommandWords>>;

export type CommandName = keyof typeof COMMAND_WORDS;
