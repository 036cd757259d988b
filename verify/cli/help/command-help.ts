import type { Message } from '../../report/messages.ts';

/**
 * An option as `parseArgs` of node:util wants it, and what is said of it: one table is what the command reads,
 * what its help and man page tell, and what the shell completes.
 */
export interface OptionRow {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
  readonly multiple?: boolean;
  readonly default?: string | boolean;
  /** The values that there are, or that the value names something in the file system; absent: any text. */
  readonly takes?: Takes;
}

export type Takes = 'file' | 'folder' | readonly string[];

export type OptionTable = Readonly<Record<string, OptionRow>>;

/** An option with its words. */
export interface ToldOption extends OptionRow {
  /** What stands for the value: `PATH`, `ПУТЬ`; absent where there is none, or where `takes` lists them. */
  readonly value?: Message;
  readonly help: Message;
}

export interface OptionGroup {
  readonly title: Message;
  readonly options: Readonly<Record<string, ToldOption>>;
}

/** Everything that help and man page say of a command. */
export interface CommandHelp {
  /** `okno verify` */
  readonly name: string;
  readonly summary: Message;
  /** The ways to call it, without the name. */
  readonly usages: readonly Message[];
  readonly paragraphs: readonly Message[];
  readonly groups: readonly OptionGroup[];
  readonly examples: readonly { readonly what: Message; readonly command: Message }[];
  readonly exitCodes: readonly { readonly code: number; readonly meaning: Message }[];
  readonly environment: readonly { readonly name: string; readonly meaning: Message }[];
}

export const HELP_TITLES = {
  usage: { ru: 'Вызов', en: 'Usage' },
  examples: { ru: 'Примеры', en: 'Examples' },
  exitCodes: { ru: 'Код завершения', en: 'Exit code' },
  environment: { ru: 'Переменные среды', en: 'Environment' },
} as const satisfies Readonly<Record<string, Message>>;

/** `--crl ПУТЬ`, `--lang ru|en`, `-h, --help`. */
export function optionSyntax(name: string, option: ToldOption, language: 'ru' | 'en'): string {
  const { short, takes, value } = option;
  const choices = Array.isArray(takes) ? takes.join('|') : undefined;
  const argument = choices ?? value?.[language];
  const long = argument === undefined ? `--${name}` : `--${name} ${argument}`;
  return short === undefined ? long : `-${short}, ${long}`;
}
