import type { Language } from '../http/context.ts';

export const MASTER_KEY_HELP: Readonly<Record<Language, string>> = {
  ru: `okno master-key status | roll-over [--config ФАЙЛ] [--stopped]

Главный ключ шифрования хранимых документов. Служба должна быть остановлена.

  status      поколения ключа и сколько ключей документов обёрнуто под каждым
  roll-over   новое поколение: все ключи документов оборачиваются заново, прежние поколения уничтожаются.
              Прерванная смена продолжается повторным запуском. Сделайте копию нового файла ключа.
  --stopped   подтверждает, что остановлены все процессы службы (нужно с PostgreSQL)
`,
  en: `okno master-key status | roll-over [--config FILE] [--stopped]

The master key under which stored documents are encrypted. The service must be stopped.

  status      generations of the key and how many keys of documents are wrapped under each
  roll-over   a new generation: every key of a document is wrapped anew, former generations are destroyed.
              A run that was cut short is taken up by the next. Back the new key file up.
  --stopped   confirms that every process of the service is stopped (needed with PostgreSQL)
`,
};

export const MASTER_KEY_TEXT = {
  ru: {
    newest: 'новые ключи оборачиваются под ним',
    keys: (count: number) => `ключей документов: ${count}`,
    progress: (done: number, left: number) => `обёрнуто заново: ${done}, осталось: ${left}`,
    done: (generation: string, keys: number) =>
      `поколение ${generation}: обёрнуто заново ключей: ${keys}. Сделайте копию файла ключа отдельно от данных.`,
    retired: (generation: string) => `уничтожено поколение ${generation}`,
    stopped: 'с общей базой данных смена требует остановить все процессы: повторите с --stopped',
  },
  en: {
    newest: 'new keys are wrapped under it',
    keys: (count: number) => `keys of documents: ${count}`,
    progress: (done: number, left: number) => `wrapped anew: ${done}, left: ${left}`,
    done: (generation: string, keys: number) =>
      `generation ${generation}: ${keys} keys wrapped anew. Back its key file up apart from the data.`,
    retired: (generation: string) => `generation ${generation} is destroyed`,
    stopped: 'with a shared database every process must be stopped first: repeat with --stopped',
  },
} as const;
