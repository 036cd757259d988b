import { type Language, printable } from '../report/messages.ts';

/** What the network did not give for one answer; absent: nothing to tell. */
export interface ToldRemarks {
  /** Places that were asked and gave nothing. */
  readonly notFetched?: readonly { readonly url: string; readonly reason: string }[];
  /** OCSP responders that did not repeat the nonce: their answers may be older than the question. */
  readonly withoutNonce?: readonly string[];
}

const WORDS = {
  ru: {
    notFetched: 'Не получено из сети',
    withoutNonce: 'Ответы OCSP без отправленного числа: они могли быть даны раньше вопроса',
  },
  en: {
    notFetched: 'Not fetched',
    withoutNonce:
      'OCSP answers without the nonce that was sent: they may be older than the question',
  },
} as const satisfies Record<Language, Record<keyof ToldRemarks, string>>;

/** Lines for a report; none where there is nothing to tell. */
export function fetchingLines(
  { notFetched = [], withoutNonce = [] }: ToldRemarks,
  language: Language,
): readonly string[] {
  const words = WORDS[language];
  const places = notFetched.map(({ url, reason }) => `${url}: ${reason}`);
  return [...section(words.notFetched, places), ...section(words.withoutNonce, withoutNonce)];
}

/** A title with lines under it, their texts made printable; nothing where there is no line. */
export function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`${title}:`, ...lines.map((line) => `  ${printable(line)}`)];
}
