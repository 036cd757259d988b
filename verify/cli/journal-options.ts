import type { Language, Message } from '../report/messages.ts';
import type { OptionTable } from './help/command-help.ts';
import { type Environment, LANGUAGES, languageOf } from './locale.ts';
import { parseStrictly } from './parse-strictly.ts';
import { UsageError } from './verify-options.ts';

export type JournalCommand = 'verify' | 'export' | 'prove';
export const JOURNAL_ACTIONS: readonly JournalCommand[] = ['verify', 'export', 'prove'];

export interface JournalOptions {
  readonly action: JournalCommand;
  /** Folder of the log's files, or the address under which they are served. */
  readonly source: string;
  /** Where `export` puts the files. */
  readonly folder?: string;
  readonly logKeys: readonly string[];
  /** Files of signed statements about log keys. */
  readonly keyStatements: readonly string[];
  /** Witnesses that must all have cosigned: the earlier checkpoint if there is one, else the log's own. */
  readonly witnessKeys: readonly string[];
  /** File of an earlier checkpoint. */
  readonly from?: string;
  /** File of a later one, for `prove`; absent: the log's own. */
  readonly to?: string;
  readonly tokenFile?: string;
  readonly providers: readonly string[];
  readonly format: 'text' | 'json';
  readonly language: Language;
  readonly help: boolean;
}

/** What `okno journal` reads. */
export const JOURNAL_OPTIONS = {
  'log-key': { type: 'string', multiple: true, takes: 'file' },
  'key-statement': { type: 'string', multiple: true, takes: 'file' },
  'witness-key': { type: 'string', multiple: true, takes: 'file' },
  from: { type: 'string', takes: 'file' },
  to: { type: 'string', takes: 'file' },
  'token-file': { type: 'string', takes: 'file' },
  provider: { type: 'string', multiple: true },
  format: { type: 'string', default: 'text', takes: ['text', 'json'] },
  lang: { type: 'string', takes: LANGUAGES },
  help: { type: 'boolean', short: 'h', default: false },
} as const satisfies OptionTable;

/** Throws UsageError. */
export function journalOptions(
  args: readonly string[],
  environment: Environment | undefined,
): JournalOptions {
  const { values, positionals } = parseStrictly(args, JOURNAL_OPTIONS, wrongUse);
  const [action, source = '', folder, ...more] = positionals;
  const { from, to, 'token-file': tokenFile, format, lang, help } = values;
  const command = JOURNAL_ACTIONS.find((each) => each === action);
  const complete =
    source !== '' &&
    (command === 'export') === (folder !== undefined) &&
    (command === 'prove' ? from !== undefined : to === undefined);
  if (!help && (command === undefined || !complete || more.length > 0)) throw wrongUse();
  if (format !== 'text' && format !== 'json') throw wrongUse();
  if (lang !== undefined && !LANGUAGES.some((each) => each === lang)) throw wrongUse();
  if (!help && values['log-key'] === undefined) {
    throw new UsageError({
      ru: 'Не указан ключ журнала: --log-key КЛЮЧ. Его дают не там же, где журнал.',
      en: 'No log key was given: --log-key KEY. It comes by another way than the log.',
    });
  }
  return {
    action: command ?? 'verify',
    source,
    ...(folder === undefined ? {} : { folder }),
    logKeys: values['log-key'] ?? [],
    keyStatements: values['key-statement'] ?? [],
    witnessKeys: values['witness-key'] ?? [],
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(tokenFile === undefined ? {} : { tokenFile }),
    providers: values.provider ?? [],
    format,
    language: languageOf(args, environment),
    help,
  };
}

function wrongUse(detail: Message = { ru: '', en: '' }): UsageError {
  return new UsageError({
    ru: `${detail.ru} Пример: okno journal verify ПАПКА --log-key КЛЮЧ. Подробно: okno journal --help`.trim(),
    en: `${detail.en} Example: okno journal verify FOLDER --log-key KEY. More: okno journal --help`.trim(),
  });
}
