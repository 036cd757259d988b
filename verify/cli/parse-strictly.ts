import { parseArgs } from 'node:util';
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
  wrongUse: (detail: string) => Error,
): Parsed<O> {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw wrongUse(error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error));
  }
}
