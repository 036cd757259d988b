// What the commands of this folder read, apart from them so that a shell's completion loads none of them.
import type { OptionTable } from '../../verify/cli/help/command-help.ts';

const TEXT = { type: 'string' } as const;
const LANG = { type: 'string', takes: ['ru', 'en'] } as const;
const HELP = { type: 'boolean', short: 'h' } as const;

export const ACCESS_OPTIONS = {
  kind: TEXT,
  authentication: TEXT,
  action: TEXT,
  lang: LANG,
  help: HELP,
} as const satisfies OptionTable;

export const REQUIREMENTS_OPTIONS = {
  module: TEXT,
  status: TEXT,
  format: { type: 'string', takes: ['text', 'json'] },
  lang: LANG,
  help: HELP,
} as const satisfies OptionTable;
