import type { OptionTable } from '../help/command-help.ts';
import { LANGUAGES } from '../locale.ts';

/** What `okno policy` reads. */
export const POLICY_OPTIONS = {
  provider: { type: 'string', multiple: true },
  lang: { type: 'string', takes: LANGUAGES },
  help: { type: 'boolean', short: 'h', default: false },
} as const satisfies OptionTable;
