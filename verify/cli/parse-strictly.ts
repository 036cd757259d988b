import { parseArgs } from 'node:util';
import type { Message } from '../report/messages.ts';
import type { OptionTable } from './help/command-help.ts';

interface Given<O> {
  args: string[];
  options: O;
  allowPositionals: true;
  strict: true;
}

/** What was given, by the options of the table `O`. */
export type Parsed<O extends OptionTable> = ReturnType<typeof parseArgs<Given<O>>>;

/** The options of the table, and words beside them; anything else is `wrongUse` of what is wrong with it, in a line. */
export function parseStrictly<O extends OptionTable>(
  args: readonly string[],
  options: O,
  wrongUse: (detail: Message) => Error,
): Parsed<O> {
  const parsed = parseOr(args, options, wrongUse);
  // `"$ROOTS"` of a variable that is not set: as a path it would be the folder that the caller stands in.
  for (const [name, value] of Object.entries(parsed.values)) {
    if ([value].flat().includes('')) throw wrongUse(noValue(`--${name}`));
  }
  if (parsed.positionals.includes('')) {
    throw wrongUse({
      ru: 'пустое имя среди параметров.',
      en: 'an empty name is among the arguments.',
    });
  }
  return parsed;
}

function parseOr<O extends OptionTable>(
  args: readonly string[],
  options: O,
  wrongUse: (detail: Message) => Error,
): Parsed<O> {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    // Node names the option in its message alone: `'-h, --help'`, `'--trust <value>'`, `'--unknown'`.
    const name = /'(?:-\w, )?(-[^\s']+)/.exec(error.message)?.[1] ?? '';
    throw wrongUse(whatIsWrong(name, options));
  }
}

function noValue(name: string): Message {
  return {
    ru: `у ${name} нет значения (если оно начинается с «-»: ${name}=-…).`,
    en: `${name} has no value (one that begins with “-”: ${name}=-…).`,
  };
}

function whatIsWrong(name: string, options: OptionTable): Message {
  const row = Object.entries(options).find(([each, { short }]) => {
    return name === `--${each}` || name === `-${short}`;
  })?.[1];
  if (row === undefined) {
    const near = nearest(name, Object.keys(options));
    return near === undefined
      ? { ru: `параметра ${name} нет.`, en: `there is no option ${name}.` }
      : {
          ru: `параметра ${name} нет, есть --${near}.`,
          en: `there is no option ${name}, there is --${near}.`,
        };
  }
  return row.type === 'boolean'
    ? { ru: `${name} значения не принимает.`, en: `${name} takes no value.` }
    : noValue(name);
}

/** The name that a slip of the hand makes of it, if any: its beginning, or two letters apart. */
function nearest(name: string, known: readonly string[]): string | undefined {
  const typed = name.replace(/^-+/, '').toLowerCase();
  if (typed.length < 2) return undefined;
  const begun = known.find((each) => each.startsWith(typed));
  const [closest] = known
    .map((each) => ({ each, apart: distance(typed, each) }))
    .sort((a, b) => a.apart - b.apart);
  if (closest !== undefined && closest.apart <= Math.min(2, typed.length / 3)) return closest.each;
  return begun;
}

/** Letters to change, put in or take out (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [at, letter] of a.split('').entries()) {
    const next = [at + 1];
    for (const [index, other] of b.split('').entries()) {
      const changed = (row[index] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(changed, (row[index + 1] ?? 0) + 1, (next[index] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
