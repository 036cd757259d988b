import type { Language } from '../report/messages.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What `--lang` takes. */
export const LANGUAGES = ['ru', 'en'] as const satisfies readonly Language[];

/**
 * `--lang ru|en` anywhere, also where the other options cannot be read, else the locale of the environment (POSIX order),
 * else Russian.
 */
export function languageOf(args: readonly string[], environment: Environment = {}): Language {
  const asked = LANGUAGES.find(
    (language) =>
      args.includes(`--lang=${language}`) ||
      args.some((arg, at) => arg === '--lang' && args[at + 1] === language),
  );
  return asked ?? localeOf(environment);
}

/** The locale of the environment in POSIX order; without one, Russian. */
export function localeOf({ LC_ALL, LC_MESSAGES, LANG }: Environment): Language {
  const locale = [LC_ALL, LC_MESSAGES, LANG].find((value) => value !== undefined && value !== '');
  return locale === undefined || locale.startsWith('ru') ? 'ru' : 'en';
}
