import { PROVIDER_OPTIONS } from '../../../algorithms/cli/provider-options.ts';
import { ACCESS_OPTIONS, REQUIREMENTS_OPTIONS } from '../../../vault/cli/option-tables.ts';
import type { OptionTable, Takes } from '../../../verify/cli/help/command-help.ts';
import { JOURNAL_ACTIONS, JOURNAL_OPTIONS } from '../../../verify/cli/journal-options.ts';
import { PATH_OPTIONS } from '../../../verify/cli/path/path-options.ts';
import { POLICY_OPTIONS } from '../../../verify/cli/policy/policy-options.ts';
import { VERIFY_OPTIONS } from '../../../verify/cli/verify-option-table.ts';
import { COMMAND_WORDS, type CommandName } from '../command-words.ts';
import { KEYS_TEXT } from '../keys-text.ts';
import {
  COMPLETION_OPTIONS,
  DEMO_OPTIONS,
  ERASE_OPTIONS,
  FSCK_OPTIONS,
  KEYS_OPTIONS,
  MASTER_KEY_OPTIONS,
  REBUILD_OPTIONS,
  SERVE_OPTIONS,
  WITNESS_OPTIONS,
} from '../option-tables.ts';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** What can follow the name of a command. */
export interface CommandSyntax {
  /** The very table that the command reads. */
  readonly options: OptionTable;
  /** Words of which the first argument is one; absent: there are none. */
  readonly actions?: readonly string[];
  /** What the arguments (after the action) are; absent: a text, or none. */
  readonly takes?: Exclude<Takes, readonly string[]>;
}

/** A command without a row does not compile. */
const SYNTAX: Readonly<Record<CommandName, CommandSyntax>> = {
  verify: { options: VERIFY_OPTIONS, takes: 'file' },
  path: { options: PATH_OPTIONS, takes: 'file' },
  policy: {
    options: POLICY_OPTIONS,
    actions: ['print', 'check', 'checks', 'schema'],
    takes: 'file',
  },
  journal: { options: JOURNAL_OPTIONS, actions: JOURNAL_ACTIONS, takes: 'folder' },
  witness: { options: WITNESS_OPTIONS, takes: 'folder' },
  'master-key': { options: MASTER_KEY_OPTIONS, actions: ['status', 'roll-over'] },
  access: { options: ACCESS_OPTIONS, actions: ['explain'] },
  requirements: { options: REQUIREMENTS_OPTIONS },
  provider: { options: PROVIDER_OPTIONS, actions: ['test'], takes: 'file' },
  fsck: { options: FSCK_OPTIONS },
  rebuild: { options: REBUILD_OPTIONS },
  serve: { options: SERVE_OPTIONS },
  erase: { options: ERASE_OPTIONS },
  keys: { options: KEYS_OPTIONS, actions: Object.keys(KEYS_TEXT.en) },
  demo: { options: DEMO_OPTIONS },
  completion: { options: COMPLETION_OPTIONS, actions: SHELLS },
};

/** A command as a shell completes it. */
export interface CompletedCommand extends CommandSyntax {
  readonly name: string;
  readonly summary: string;
}

/** Every command, and what the dispatcher answers itself. */
export function completedCommands(language: 'ru' | 'en'): readonly CompletedCommand[] {
  const own = { ru: ['версия', 'справка'], en: ['version', 'help'] } as const;
  const [version, help] = own[language];
  return [
    ...Object.entries(SYNTAX).map(([name, syntax]) => ({
      ...syntax,
      name,
      summary: COMMAND_WORDS[name as CommandName].summary[language],
    })),
    { name: 'version', summary: version, options: {} },
    { name: 'help', summary: help, options: {} },
  ];
}

/** `--trust` and the like; `-h` where there is a short form. */
export function optionWords(options: OptionTable): readonly string[] {
  return Object.entries(options).flatMap(([name, { short }]) =>
    short === undefined ? [`--${name}`] : [`--${name}`, `-${short}`],
  );
}
