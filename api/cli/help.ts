import type { Language } from '../http/context.ts';
import { COMMAND_WORDS } from './command-words.ts';

/** What the dispatcher answers itself. */
const OWN = {
  ru: [
    ['version', 'версия'],
    ['help', 'эта справка'],
  ],
  en: [
    ['version', 'version'],
    ['help', 'this help'],
  ],
} as const satisfies Readonly<Record<Language, readonly (readonly [string, string])[]>>;

const TITLE: Readonly<Record<Language, string>> = {
  ru: 'okno: проверка электронных подписей и архив внешнеторговых документов',
  en: 'okno: verifies electronic signatures and keeps foreign-trade documents',
};

const MORE: Readonly<Record<Language, string>> = {
  ru: 'Подробно о команде: okno КОМАНДА --help. Язык: --lang ru|en или переменная LANG.',
  en: 'More on a command: okno COMMAND --help. Language: --lang ru|en or the variable LANG.',
};

/** Columns of the longest `completion ОБОЛОЧКА`. */
const USAGE = 21;

export function helpText(language: Language): string {
  const commands = Object.values(COMMAND_WORDS).map(
    ({ usage, summary }) => [usage[language], summary[language]] as const,
  );
  const lines = [...commands, ...OWN[language]].map(
    ([usage, summary]) => `  okno ${usage.padEnd(USAGE)}${summary}`,
  );
  return `${[TITLE[language], '', ...lines, '', MORE[language]].join('\n')}\n`;
}
