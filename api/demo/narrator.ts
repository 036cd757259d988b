import type { Language } from '../http/context.ts';

/** A sentence in both languages. */
export interface Said {
  readonly ru: string;
  readonly en: string;
}

export interface Told extends Said {
  /** Paragraph that the step keeps, e.g. `24` (Decree 65), or a law by name. */
  readonly paragraph: string;
  /** The moment that the service fixed, ISO 8601; absent: now, by the clock of this process. */
  readonly time?: string;
}

/** Tells each step in one line: when, by which paragraph, what happened. */
export interface Narrator {
  tell(step: Told): void;
  /** A line of plain text without time: addresses, commands. */
  note(text: Said): void;
}

interface NarratorPorts {
  readonly write: (text: string) => void;
  readonly language: Language;
  readonly now: () => Date;
}

const PARAGRAPH_WIDTH = 14;

export function narratorOf({ write, language, now }: NarratorPorts): Narrator {
  return {
    tell(step) {
      const time = step.time === undefined ? now() : new Date(step.time);
      const word = language === 'ru' ? 'п.' : 'para.';
      const paragraph = /^\d/.test(step.paragraph) ? `${word} ${step.paragraph}` : step.paragraph;
      write(`${moscowClock(time)}  ${paragraph.padEnd(PARAGRAPH_WIDTH)} ${step[language]}\n`);
    },
    note: (text) => write(`${text[language]}\n`),
  };
}

/** `11:53:10.123` in Moscow, as the receipts' legal dates. */
function moscowClock(time: Date): string {
  const clock = new Intl.DateTimeFormat('en-GB', {
    timeZone: 'Europe/Moscow',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
  });
  return clock.format(time);
}
