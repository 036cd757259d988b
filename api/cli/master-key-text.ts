import type { Language } from '../http/context.ts';

export const MASTER_KEY_HELP: Readonly<Record<Language, string>> = {
  ru: `okno master-key status | roll-over [--config ФАЙЛ]

Главный ключ шифрования хранимых документов. Служба должна быть остановлена.

  status      поколения ключа и сколько ключей документов обёрнуто под каждым
  roll-over   новое поколение: все ключи документов оборачиваются заново, прежние поколения уничтожаются.
              Прерванная смена продолжается повторным запуском. Сделайте копию нового файла ключа.
`,
  en: `okno master-key status | roll-over [--config FILE]

The master key under which stored documents are encrypted. The service must be stopped.

  status      generations of the key and how many keys of documents are wrapped under each
  roll-over   a new generation: every key of a document is wrapped anew, former generations are destroyed.
              A run that was cut short is taken up by the next. Back the new key file up.
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
  },
  en: {
    newest: 'new keys are wrapped under it',
    keys: (count: number) => `keys of documents: ${count}`,
    progress: (done: number, left: number) => `wrapped anew: ${done}, left: ${left}`,
    done: (generation: string, keys: number) =>
      `generation ${generation}: ${keys} keys wrapped anew. Back its key file up apart from the data.`,
    retired: (generation: string) => `generation ${generation} is destroyed`,
  },
} as const;
