import type { Language } from '../report/messages.ts';

/** The locale of the environment in POSIX order; without one, Russian. */
export function localeOf({
  LC_ALL,
  LC_MESSAGES,
  LANG,
}: Readonly<Record<string, string | undefined>>): Language {
  const locale = [LC_ALL, LC_MESSAGES, LANG].find((value) => value !== undefined && value !== '');
  return locale === undefined || locale.startsWith('ru') ? 'ru' : 'en';
}
