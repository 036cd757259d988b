import type { Status } from '../requirements/requirements.ts';
import type { Language } from './access-words.ts';

interface Words {
  readonly acts: Readonly<Record<string, string>>;
  readonly statuses: Readonly<Record<Status, string>>;
  readonly shownBy: string;
  readonly total: string;
  /** Of the words in a place: `clause 2, last para`. */
  readonly place: (place: string) => string;
  readonly help: (modules: readonly string[], statuses: readonly string[]) => string;
}

const PLACE_RU: readonly (readonly [RegExp, string])[] = [
  [/^(?=\d)/, 'п. '],
  [/annex (\d)?/, 'прил. $1'],
  [/annex/, 'прил.'],
  [/clause/, 'п.'],
  [/section/, 'разд.'],
  [/stages?/, 'этап'],
  [/methodology/, 'методика, п.'],
  [/rules/, 'правила, п.'],
  [/last para/, 'последний абзац'],
  [/para/, 'абз.'],
];

export const REQUIREMENTS_WORDS: Readonly<Record<Language, Words>> = {
  ru: {
    acts: {
      D65: 'Постановление № 65',
      D385: 'Постановление № 385',
      R955: 'Распоряжение № 955-р',
      EEC: 'Рекомендация ЕЭК № 20',
      FTS1: 'Приказ ФТС',
      FTS2: 'Приказ ФТС',
    },
    statuses: {
      kept: 'исполняется',
      partly: 'исполняется частично',
      'not-yet': 'ещё нет',
      'not-software': 'не дело программы',
    },
    shownBy: 'показывает',
    total: 'всего',
    place: (place) => PLACE_RU.reduce((text, [word, ru]) => text.replace(word, ru), place),
    help: (
      modules,
      statuses,
    ) => `okno requirements: каждое правило, его состояние и тесты, которые его показывают

  okno requirements                   все строки
  okno requirements НОМЕР…            строки по номеру или по пункту: D65-24, D65-24-получ
  --module МОДУЛЬ  --status СОСТОЯНИЕ только такие
  --format text|json                  вид ответа
  --lang ru|en                        язык

МОДУЛЬ: ${modules.join(', ')}
СОСТОЯНИЕ: ${statuses.join(', ')}
Код завершения: 0 — есть такие строки, 1 — ни одной, 64 — вызвано неверно.
`,
  },
  en: {
    acts: {
      D65: 'Decree 65',
      D385: 'Decree 385',
      R955: 'Order 955-r',
      EEC: 'EEC Recommendation 20',
      FTS1: 'Customs order',
      FTS2: 'Customs order',
    },
    statuses: {
      kept: 'kept',
      partly: 'kept in part',
      'not-yet': 'not yet',
      'not-software': 'not for software',
    },
    shownBy: 'shown by',
    total: 'in all',
    place: (place) => place.replace(/^(?=\d)/, 'para. '),
    help: (
      modules,
      statuses,
    ) => `okno requirements: every rule, how far it is kept, and the tests that show it

  okno requirements                   every row
  okno requirements ID…               rows by id or by paragraph: D65-24, D65-24-получ
  --module MODULE  --status STATUS    only these
  --format text|json                  form of the answer
  --lang ru|en                        language

MODULE: ${modules.join(', ')}
STATUS: ${statuses.join(', ')}
Exit code: 0 there are such rows, 1 there is none, 64 wrongly called.
`,
  },
};
