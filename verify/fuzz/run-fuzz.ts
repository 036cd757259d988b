import { availableParallelism } from 'node:os';
import { bytesSource } from '../../formats/byte-source.ts';
import { parseSignedData } from '../../formats/cms/parse-signed-data.ts';
import { FormatError } from '../../formats/format-error.ts';
import { answersOf } from '../cli/threads/answers-of.ts';
import { textReport } from '../report/text-report.ts';
import { contradiction } from './contradiction.ts';
import { judgeSubject } from './judge-subject.ts';
import { type KeptSubject, keptOf, subjectOf } from './kept-subject.ts';
import { KnownFacts } from './known-facts.ts';
import { mutate } from './mutate.ts';
import { Random } from './random.ts';
import { type Subject, TEXT } from './world.fixture.ts';

/** How a mutant was judged. */
export type Outcome = 'passed' | 'refused' | 'unreadable';

/** A mutant that was not judged as it must be. */
export interface Find {
  readonly seed: number;
  readonly what: string;
}

export type Judged = { readonly seed: number; readonly outcome: Outcome } | Find;

/** Seeds that a thread gets at a time. */
const AT_ONCE = 200;
/** Memory of a thread's objects, in MiB: a mutant must not be able to ask for more. */
const MOST_MEMORY = 512;
/** Milliseconds without an answer to a task: some hundred times what one takes, so that a busy machine is no find. */
const PATIENCE = 5 * 60 * 1000;

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

/**
 * Mutants of these seeds, judged on all cores, in the order of the seeds: the same for the same subjects, however
 * many threads there are. One that breaks its thread, or comes to no end, is a find.
 */
export async function* fuzz(
  seeds: Iterable<number>,
  subjects: readonly Subject[],
  threads = availableParallelism(),
): AsyncGenerator<Judged> {
  const kept = subjects.map(keptOf);
  const judged = answersOf<number, Judged>(seeds, {
    worker: new URL('./fuzz-worker.ts', import.meta.url),
    setting: kept,
    judge: () => openFuzz(kept),
    broken: (seed, { message }) => ({ seed, what: message }),
    ...{ atOnce: AT_ONCE, few: AT_ONCE, threads, patience: PATIENCE },
    resourceLimits: { maxOldGenerationSizeMb: MOST_MEMORY },
  });
  for await (const some of judged) yield* some;
}

/** The judge of the mutants of these subjects. Throws where one of them is not judged as it must be itself. */
export async function openFuzz(
  kept: readonly KeptSubject[],
): Promise<(seed: number) => Promise<Judged>> {
  const subjects = kept.map(subjectOf);
  const facts = await KnownFacts.of(subjects);
  return async (seed) => {
    const outcome = await outcomeOf(mutantOf(seed, subjects), facts);
    return typeof outcome === 'string' ? { seed, outcome } : { seed, ...outcome };
  };
}

export async function outcomeOf(
  subject: Subject,
  facts: KnownFacts,
  judge = judgeSubject,
): Promise<Outcome | Pick<Find, 'what'>> {
  try {
    const report = await judge(subject);
    textReport(report, 'ru');
    for (const signature of report.signatures) {
      const what = contradiction(signature);
      if (what !== undefined) return { what };
    }
    const passed = report.signatures.map(({ indication }) => indication === 'TOTAL-PASSED');
    if (!passed.includes(true)) return 'refused';
    const { signerInfos } = await parseSignedData(bytesSource(subject.cms));
    for (const [index, signature] of report.signatures.entries()) {
      const info = signerInfos[index];
      if (!passed[index] || info === undefined) continue;
      const what = await facts.wrongWith(info, signature);
      if (what !== undefined) return { what };
    }
    return 'passed';
  } catch (error) {
    if (error instanceof FormatError) return 'unreadable';
    return { what: String(error instanceof Error ? error.stack : error) };
  }
}
