import type { Language } from '../../report/messages.ts';
import { type CommandHelp, optionSyntax } from './command-help.ts';

/** Titles as man pages have them in each language (man-pages(7)). */
const TITLES = {
  name: { ru: 'ИМЯ', en: 'NAME' },
  synopsis: { ru: 'СИНТАКСИС', en: 'SYNOPSIS' },
  description: { ru: 'ОПИСАНИЕ', en: 'DESCRIPTION' },
  options: { ru: 'ПАРАМЕТРЫ', en: 'OPTIONS' },
  exitStatus: { ru: 'КОД ЗАВЕРШЕНИЯ', en: 'EXIT STATUS' },
  environment: { ru: 'ОКРУЖЕНИЕ', en: 'ENVIRONMENT' },
  examples: { ru: 'ПРИМЕРЫ', en: 'EXAMPLES' },
} as const;

/** The same help as a man page in roff with the man macros (groff_man(7)). */
export function manPage(help: CommandHelp, language: Language): string {
  const { name, summary, usages, paragraphs, groups, examples, exitCodes, environment } = help;
  const page = name.replaceAll(' ', '-');
  const section = (key: keyof typeof TITLES) => `.SH ${quoted(TITLES[key][language])}`;
  const tagged = (term: string, text: string) => ['.TP', `.B ${term}`, escaped(text)];
  const lines = [
    `.TH ${quoted(page.toUpperCase())} 1 "" okno-vault`,
    // Names of files and options are not to be broken, nor lines stretched.
    '.nh',
    '.ad l',
    section('name'),
    escaped(`${page} - ${summary[language]}`),
    section('synopsis'),
    ...usages.flatMap((usage, index) => [
      ...(index === 0 ? [] : ['.br']),
      `.B ${escaped(name)}`,
      escaped(usage[language]),
    ]),
    section('description'),
    ...paragraphs.flatMap((paragraph, index) => [
      ...(index === 0 ? [] : ['.PP']),
      escaped(paragraph[language]),
    ]),
    section('options'),
    ...groups.flatMap(({ title, options }) => [
      `.SS ${quoted(title[language])}`,
      ...Object.entries(options).flatMap(([option, row]) =>
        tagged(quoted(optionSyntax(option, row, language)), row.help[language]),
      ),
    ]),
    section('exitStatus'),
    ...exitCodes.flatMap(({ code, meaning }) => tagged(String(code), meaning[language])),
    section('environment'),
    ...environment.flatMap(({ name: variable, meaning }) => tagged(variable, meaning[language])),
    section('examples'),
    ...examples.flatMap(({ what, command }, index) => [
      ...(index === 0 ? [] : ['.PP']),
      escaped(what[language]),
      '.PP',
      '.RS 4',
      '.nf',
      escaped(command[language]),
      '.fi',
      '.RE',
    ]),
  ];
  return `${lines.join('\n')}\n`;
}

/** A hyphen is one to copy, no line begins a request, and a backslash is itself (groff_char(7)). */
function escaped(text: string): string {
  return text.replaceAll('\\', '\\(rs').replaceAll('-', '\\-').replace(/^[.']/gm, '\\&$&');
}

function quoted(text: string): string {
  return `"${escaped(text).replaceAll('"', '\\(dq')}"`;
}
