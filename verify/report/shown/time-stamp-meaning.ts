import type { Language, Message, ReasonCode } from '../messages.ts';
import type { MainIndication, Reason, SubIndication } from '../report.ts';
import { LATER, STATUS, TRUST } from './advice.ts';

// What an answer about a time-stamp by itself means for whoever has to act on it: it never speaks of who signed.

const PASSED: Message = {
  ru: 'Файл существовал не позже этого времени и с тех пор не изменён. Это не подпись: кто составил или подписал файл, штамп не показывает.',
  en: 'The file existed by that time and is unchanged since. This is no signature: the time-stamp does not show who made or signed the file.',
};
const FAILED: Message = {
  ru: 'Этот штамп времени ничего не доказывает, и дополнительные сведения этого не изменят.',
  en: 'This time-stamp proves nothing, and nothing more that could be brought will change that.',
};
const ANOTHER_FILE: Message = {
  ru: 'Об этом файле штамп времени ничего не доказывает. Проверьте, тот ли это файл; если тот, он был изменён.',
  en: 'Of this file the time-stamp proves nothing. Check that it is the right file; if it is, it was changed.',
};
const OPEN: Message = {
  ru: 'По тому, что есть, нельзя сказать, доказывает ли штамп времени что-нибудь. До выяснения на него не полагайтесь.',
  en: 'From what is at hand it cannot be told whether the time-stamp proves anything. Do not rely on it until that is settled.',
};
const NOT_GIVEN: Message = {
  ru: 'Штампа времени в этом файле нет. Его можно запросить снова.',
  en: 'There is no time-stamp in this file. It can be asked for again.',
};

/** Where more can be said than that it does not hold. */
const BECAUSE: ReadonlyMap<string, Message> = new Map<ReasonCode, Message>([
  ['time-stamp-not-given', NOT_GIVEN],
  ['imprint-differs', ANOTHER_FILE],
]);

/** What somebody can do about an answer that is still open. */
const ADVICE: Readonly<Partial<Record<SubIndication, Message>>> = {
  NO_CERTIFICATE_CHAIN_FOUND: TRUST,
  TRY_LATER: LATER,
  NO_SIGNING_CERTIFICATE_FOUND: {
    ru: 'Что может помочь: сертификат службы штампов времени (--certificates).',
    en: 'What may help: the certificate of the time-stamping authority (--certificates).',
  },
  SIGNED_DATA_NOT_FOUND: {
    ru: 'Что может помочь: сам файл (--content).',
    en: 'What may help: the file itself (--content).',
  },
};

interface Judged {
  readonly indication: MainIndication;
  readonly subIndication?: SubIndication;
  readonly reason: Reason;
}

/** What the verdict on a time-stamp means, and what can be done about it. */
export function timeStampMeaning(judged: Judged, language: Language): string {
  const { indication, reason } = judged;
  const particular = BECAUSE.get(reason.code);
  if (particular !== undefined) return particular[language];
  switch (indication) {
    case 'TOTAL-PASSED':
      return PASSED[language];
    case 'TOTAL-FAILED':
      return FAILED[language];
    case 'INDETERMINATE':
      return [OPEN, adviceOf(judged)].flatMap((each) => each?.[language] ?? []).join(' ');
  }
}

function adviceOf({ subIndication, reason }: Judged): Message | undefined {
  if (reason.code === 'revocation-unknown') return STATUS;
  return subIndication && ADVICE[subIndication];
}
