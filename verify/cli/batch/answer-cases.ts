import { inspect } from 'node:util';
import type { MessagePort } from 'node:worker_threads';
import type { EvidenceSource } from '../../process/evidence.ts';
import { type ExitCode, worst } from '../../report/exit-code.ts';
import type { Language } from '../../report/messages.ts';
import { caseProgress } from '../progress.ts';
import { fileError } from '../require-file.ts';
import { answersOf } from '../threads/answers-of.ts';
import type { ThreadSetting } from '../threads/thread.ts';
import type { CommandPorts } from '../verify.ts';
import { brokenLine, type CaseJudge, type LineAnswer, lineJudge } from './answer-line.ts';
import { openCases } from './open-cases.ts';
import { written } from './output.ts';
import { type Line, readLines } from './read-lines.ts';

/** What cases are judged by, here or in a thread. */
export interface CasesPorts {
  readonly clock?: () => Date;
  /** In a thread: see openNetwork. */
  readonly relay?: MessagePort | undefined;
}

export interface OpenedCases extends CaseJudge {
  /** Where evidence that is missing is fetched from; undefined offline. */
  readonly evidence: EvidenceSource | undefined;
}

export interface Answering extends ThreadSetting {
  /** The same as `worker` does, in this thread. */
  readonly judge: () => Promise<CaseJudge>;
  /** As `--batch` names it: a file, or `-`. */
  readonly name: string;
  /** Its path; absent: standard input. */
  readonly cases: string | undefined;
  readonly threads?: number;
  readonly language: Language;
}

/** Lines that one thread gets at a time, and up to how many are answered in this one. */
const SHARE = { atOnce: 16, few: 32 } as const;

/** Answers every case with a line of JSON; the exit code is the worst of them. Throws UsageError where there are none. */
export async function answerCases(answering: Answering, ports: CommandPorts): Promise<ExitCode> {
  const { name, cases, language, judge, ...threads } = answering;
  await using input = await openCases(cases).catch((error: unknown) => {
    throw fileError('--batch', name, error);
  });
  const codes = new Set<ExitCode>();
  const progress = caseProgress(ports.stderr, language);
  const answers = answersOf<Line, LineAnswer>(readLines(input.octets), {
    ...threads,
    ...SHARE,
    judge: async () => lineJudge(await judge()),
    answered: progress.answered,
    broken: (line, error) => {
      progress.clear();
      ports.stderr.write(`${inspect(error)}\n`);
      return brokenLine(line, error);
    },
  });
  for await (const some of answers) {
    for (const { exitCode } of some) codes.add(exitCode);
    await written(ports.stdout, some.map(({ text }) => `${text}\n`).join(''));
  }
  progress.clear();
  return worst([...codes]);
}
