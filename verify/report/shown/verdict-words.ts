import type { Language, ReasonCode } from '../messages.ts';
import type { MainIndication, Reason, SubIndication } from '../report.ts';
import { type Noun, WORDS } from '../report-words.ts';
import { meaningOf } from './advice.ts';
import type { ShownVerdict, Tone } from './shown-report.ts';
import { timeStampMeaning } from './time-stamp-meaning.ts';

interface Judged {
  readonly indication: MainIndication;
  readonly subIndication?: SubIndication;
  readonly reason: Reason;
}

// `okno verify` ends with its own code for these (exit-code.ts), so that the words say it too.
const NOTHING_THERE: ReadonlyMap<string, 'unreadable' | 'notGiven'> = new Map<
  ReasonCode,
  'unreadable' | 'notGiven'
>([
  ['receipt-unreadable', 'unreadable'],
  ['package-unreadable', 'unreadable'],
  ['time-stamp-not-given', 'notGiven'],
]);

const TONE: Readonly<Record<MainIndication, Tone>> = {
  'TOTAL-PASSED': 'good',
  INDETERMINATE: 'open',
  'TOTAL-FAILED': 'bad',
};

/** The verdict in plain words, the standard's beside them. */
export function shownVerdict(judged: Judged, noun: Noun, language: Language): ShownVerdict {
  const { indication, subIndication, reason } = judged;
  const words = WORDS[language];
  const nothing = NOTHING_THERE.get(reason.code);
  return {
    tone: TONE[indication],
    words: nothing === undefined ? words.indication[noun][indication] : words[nothing],
    code: subIndication === undefined ? indication : `${indication}, ${subIndication}`,
    meaning: MEANING[noun]?.(judged, language) ?? '',
  };
}

/** Of receipts and packages their own rows tell it. */
const MEANING: Readonly<Partial<Record<Noun, (judged: Judged, language: Language) => string>>> = {
  signature: meaningOf,
  'time-stamp': timeStampMeaning,
};

/** Both in one line. */
export function headline(judged: Judged, noun: Noun, language: Language): string {
  const { words, code } = shownVerdict(judged, noun, language);
  return `${words} (${code})`;
}
