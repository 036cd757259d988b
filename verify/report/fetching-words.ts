import type { Language } from './messages.ts';

/** What the network did not give for one answer; absent: nothing to tell. */
export interface FetchingRemarks {
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
} as const satisfies Record<Language, Record<keyof FetchingRemarks, string>>;

/** A title with lines for each kind of remark; the lines are others' text, to be made printable. */
export function fetchingSections(
  { notFetched = [], withoutNonce = [] }: FetchingRemarks,
  language: Language,
): readonly { readonly title: string; readonly lines: readonly string[] }[] {
  const words = WORDS[language];
  const places = notFetched.map(({ url, reason }) => `${url}: ${reason}`);
  return [
    { title: words.notFetched, lines: places },
    { title: words.withoutNonce, lines: withoutNonce },
  ].filter(({ lines }) => lines.length > 0);
}
