import type { Language } from '../messages.ts';
import type { Row } from '../text/text-table.ts';

/** How a verdict is coloured: good, bad, or still open. */
export type Tone = 'good' | 'bad' | 'open';

export interface ShownVerdict {
  readonly tone: Tone;
  /** In plain words, e.g. «ДЕЙСТВИТЕЛЬНА». */
  readonly words: string;
  /** As the standard says it, e.g. `INDETERMINATE, TRY_LATER`. */
  readonly code: string;
  /** What follows from it, in one or two sentences. */
  readonly meaning: string;
}

export interface ShownSection {
  /** Absent: the rows follow what stands before them. */
  readonly title?: string;
  readonly rows: readonly Row[];
}

/** A signature, a receipt, a package, a version of a document. */
export interface ShownPart {
  /** Absent: the part goes on from the one before. */
  readonly heading?: string;
  readonly verdict?: ShownVerdict;
  readonly sections: readonly ShownSection[];
  /** For whoever knows the standards: certificates, tokens, every check with its clause. */
  readonly details: readonly ShownSection[];
}

/**
 * What a report says to people, in one language: every form of it (text, HTML, PDF, the page of the service) is
 * written from this. All text is printable already, and is text: nothing in it is markup.
 */
export interface ShownReport {
  readonly language: Language;
  /** What the report is called by itself; absent: the verification of signatures. */
  readonly title?: string;
  /** Rows on the file, and when and by what it was judged. */
  readonly head: readonly Row[];
  readonly parts: readonly ShownPart[];
  /** For specialists too: what the answers of all parts stand on. */
  readonly evidence: readonly ShownSection[];
}

/** What reports are called together: by their own title where it is that of all of them. */
export function titleOf(reports: readonly ShownReport[], common: string): string {
  const [first] = reports;
  return reports.every(({ title }) => title === first?.title) ? (first?.title ?? common) : common;
}
