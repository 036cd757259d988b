import type { Language } from '../../report/messages.ts';
import { type CommandHelp, HELP_TITLES, optionSyntax } from './command-help.ts';

const WIDTH = 96;
/** Columns of the syntax of an option; a longer one has its line to itself. */
const SYNTAX = 24;

/** The help of a command as text for a terminal. */
export function helpText(help: CommandHelp, language: Language): string {
  const { name, summary, usages, paragraphs, groups, examples, exitCodes, environment } = help;
  const title = (key: keyof typeof HELP_TITLES) => `${HELP_TITLES[key][language]}:`;
  const blocks = [
    [`${name} — ${summary[language]}`],
    [title('usage'), ...usages.map((usage) => `  ${name} ${usage[language]}`)],
    ...paragraphs.map((paragraph) => wrapped(paragraph[language], WIDTH)),
    ...groups.map(({ title: group, options }) => [
      `${group[language]}:`,
      ...Object.entries(options).flatMap(([option, row]) =>
        hanging(optionSyntax(option, row, language), row.help[language]),
      ),
    ]),
    [
      title('examples'),
      ...examples.flatMap(({ what, command }) => [
        ...wrapped(`# ${what[language]}`, WIDTH - 2).map((line) => `  ${line}`),
        `  ${command[language]}`,
      ]),
    ],
    [
      title('exitCodes'),
      ...exitCodes.flatMap(({ code, meaning }) => hanging(String(code), meaning[language], 6)),
    ],
    [
      title('environment'),
      ...environment.flatMap(({ name: variable, meaning }) => hanging(variable, meaning[language])),
    ],
  ];
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** A term at the left, its text in a column of its own. */
function hanging(term: string, text: string, column = SYNTAX): string[] {
  const lines = wrapped(text, WIDTH - column - 2).map((line) => `  ${' '.repeat(column)}${line}`);
  const [first = '', ...rest] = lines;
  if (term.length >= column) return [`  ${term}`, ...lines];
  return [`  ${term.padEnd(column)}${first.trimStart()}`, ...rest];
}

function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
