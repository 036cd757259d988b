import { bytesSource } from '../../formats/byte-source.ts';
import { parseSignedData } from '../../formats/cms/parse-signed-data.ts';
import { FormatError } from '../../formats/format-error.ts';
import { textReport } from '../report/text-report.ts';
import { judgeSubject } from './judge-subject.ts';
import type { KnownFacts } from './known-facts.ts';
import { mutate } from './mutate.ts';
import { Random } from './random.ts';
import { type Subject, TEXT } from './subjects.fixture.ts';

/** A mutant that was not judged as it must be. */
export interface Find {
  readonly seed: number;
  readonly what: string;
  /** The mutant with all that it is judged by. */
  readonly subject: Subject;
}

export interface FuzzCounts {
  passed: number;
  refused: number;
  unreadable: number;
}

/** The mutant of one seed: of the signature, and now and then of the document too. */
export function mutantOf(seed: number, subjects: readonly Subject[]): Subject {
  const random = new Random(seed);
  const subject = random.of(subjects);
  const others = subjects.map(({ cms }) => cms);
  if (subject.content !== undefined && random.below(8) === 0) {
    return { ...subject, content: mutate(subject.content, random, [...others, TEXT]) };
  }
  return { ...subject, cms: mutate(subject.cms, random, others) };
}

/** Undefined: judged as it must be. */
export async function judgeMutant(
  seed: number,
  subjects: readonly Subject[],
  facts: KnownFacts,
  counts: FuzzCounts,
): Promise<Find | undefined> {
  const subject = mutantOf(seed, subjects);
  const what = await wrongWith(subject, facts, counts);
  return what === undefined ? undefined : { seed, what, subject };
}

export async function wrongWith(
  subject: Subject,
  facts: KnownFacts,
  counts: FuzzCounts,
): Promise<string | undefined> {
  try {
    const report = await judgeSubject(subject);
    textReport(report, 'ru');
    const passed = report.signatures.map(({ indication }) => indication === 'TOTAL-PASSED');
    counts[passed.includes(true) ? 'passed' : 'refused'] += 1;
    if (!passed.includes(true)) return undefined;
    const { signerInfos } = await parseSignedData(bytesSource(subject.cms));
    for (const [index, signature] of report.signatures.entries()) {
      const info = signerInfos[index];
      if (!passed[index] || info === undefined) continue;
      const wrong = await facts.wrongWith(info, signature);
      if (wrong !== undefined) return wrong;
    }
    return undefined;
  } catch (error) {
    if (!(error instanceof FormatError))
      return String(error instanceof Error ? error.stack : error);
    counts.unreadable += 1;
    return undefined;
  }
}
