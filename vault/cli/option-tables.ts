// What the commands of this folder read, apart from them so that a shell's completion loads none of them.
import type { OptionTable } from '../../verify/cli/help/command-help.ts';

const TEXT = { type: 'string' } as const;
const FORMAT = { type: 'string', takes: ['text', 'json'] } as const;
const LANG = { type: 'string', takes: ['ru', 'en'] } as const;
const HELP = { type: 'boolean', short: 'h' } as const;

export const ACCESS_OPTIONS = {
  kind: TEXT,
  authentication: TEXT,
  action: TEXT,
  state: TEXT,
  ground: TEXT,
  secret: { type: 'boolean' },
  format: FORMAT,
  lang: LANG,
  help: HELP,
} as const satisfies OptionTable;

export const REQUIREMENTS_OPTIONS = {
  module: TEXT,
  status: TEXT,
  format: FORMAT,
  lang: LANG,
  help: HELP,
} as const satisfies OptionTable;
