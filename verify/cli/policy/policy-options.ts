import type { OptionTable } from '../help/command-help.ts';

/** What `okno policy` reads. */
export const POLICY_OPTIONS = {
  provider: { type: 'string', multiple: true },
  lang: { type: 'string', default: 'ru', takes: ['ru', 'en'] },
  help: { type: 'boolean', short: 'h', default: false },
} as const satisfies OptionTable;
