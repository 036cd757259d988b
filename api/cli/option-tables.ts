// What the commands of this folder read, apart from them so that a shell's completion loads none of them.
import type { OptionTable } from '../../verify/cli/help/command-help.ts';

const LANG = { type: 'string', takes: ['ru', 'en'] } as const;
const HELP = { type: 'boolean', short: 'h', default: false } as const;

/** What every command of the operator takes. */
export const COMMON = {
  config: { type: 'string', takes: 'file' },
  lang: LANG,
  help: HELP,
} as const satisfies OptionTable;

/** For commands that print a report. */
const FORMAT = {
  format: { type: 'string', default: 'text', takes: ['text', 'json'] },
} as const satisfies OptionTable;

export const WITNESS_OPTIONS = {
  'log-key': { type: 'string', multiple: true, takes: 'file' },
  'key-statement': { type: 'string', multiple: true, takes: 'file' },
  key: { type: 'string', takes: 'file' },
  name: { type: 'string' },
  state: { type: 'string', takes: 'file' },
  first: { type: 'boolean', default: false },
  'token-file': { type: 'string', takes: 'file' },
  output: { type: 'string', takes: 'file' },
  lang: LANG,
  help: HELP,
} as const satisfies OptionTable;

export const MASTER_KEY_OPTIONS = COMMON;

export const SERVE_OPTIONS = COMMON;

export const FSCK_OPTIONS = {
  ...COMMON,
  ...FORMAT,
  ocfl: { type: 'string', takes: 'folder' },
  repair: { type: 'boolean', default: false },
  by: { type: 'string' },
} as const satisfies OptionTable;

export const REBUILD_OPTIONS = {
  ...COMMON,
  ...FORMAT,
  'log-key': { type: 'string', multiple: true, takes: 'file' },
  'key-statement': { type: 'string', multiple: true, takes: 'file' },
  replace: { type: 'boolean', default: false },
} as const satisfies OptionTable;

export const ERASE_OPTIONS = {
  ...COMMON,
  ground: { type: 'string' },
  by: { type: 'string' },
} as const satisfies OptionTable;

export const KEYS_OPTIONS = {
  ...COMMON,
  at: { type: 'string' },
  reason: { type: 'string' },
} as const satisfies OptionTable;

export const DEMO_OPTIONS = {
  once: { type: 'boolean', default: false },
  engines: { type: 'boolean', default: false },
  data: { type: 'string', default: 'okno-demo', takes: 'folder' },
  port: { type: 'string', default: '0' },
  lang: LANG,
} as const satisfies OptionTable;

export const COMPLETION_OPTIONS = { lang: LANG, help: HELP } as const satisfies OptionTable;
