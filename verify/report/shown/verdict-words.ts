import type { Language, ReasonCode } from '../messages.ts';
import type { MainIndication, Reason, SubIndication } from '../report.ts';
import { type Noun, WORDS } from '../report-words.ts';
import { meaningOf } from './advice.ts';
import type { ShownVerdict, Tone } from './shown-report.ts';

interface Judged {
  readonly indication: MainIndication;
  readonly subIndication?: SubIndication;
  readonly reason: Reason;
}

// `okno verify` ends with its own code for these (exit-code.ts), so that the words say it too.
const UNREADABLE: ReadonlySet<string> = new Set<ReasonCode>([
  'receipt-unreadable',
  'package-unreadable',
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
  return {
    tone: TONE[indication],
    words: UNREADABLE.has(reason.code) ? words.unreadable : words.indication[noun][indication],
    code: subIndication === undefined ? indication : `${indication}, ${subIndication}`,
    meaning: noun === 'signature' ? meaningOf(judged, language) : '',
  };
}

/** Both in one line. */
export function headline(judged: Judged, noun: Noun, language: Language): string {
  const { words, code } = shownVerdict(judged, noun, language);
  return `${words} (${code})`;
}
