import { type ExitCode, worst } from '../../report/exit-code.ts';
import type { Language } from '../../report/messages.ts';
import { caseProgress } from '../progress.ts';
import { fileError } from '../require-file.ts';
import type { CommandPorts } from '../verify.ts';
import { openCases } from './open-cases.ts';
import { written } from './output.ts';
import { type Batch, runBatch } from './run-batch.ts';

export interface Answering extends Pick<Batch, 'worker' | 'workerData' | 'judge'> {
  /** As `--batch` names it: a file, or `-`. */
  readonly name: string;
  /** Its path; absent: standard input. */
  readonly cases: string | undefined;
  readonly threads?: number;
  readonly language: Language;
  /** Of one answer. */
  readonly codeOf: (answer: object) => ExitCode;
}

/** Answers every case with a line of JSON; the exit code is the worst of them. Throws UsageError where there are none. */
export async function answerCases(answering: Answering, ports: CommandPorts): Promise<ExitCode> {
  const { name, cases, threads, language, codeOf, worker, workerData, judge } = answering;
  await using input = await openCases(cases).catch((error: unknown) => {
    throw fileError('--batch', name, error);
  });
  const codes = new Set<ExitCode>();
  const progress = caseProgress(ports.stderr, language);
  await runBatch({
    ...{ input: input.octets, worker, workerData, judge },
    ...(threads === undefined ? {} : { threads }),
    write: async (answers) => {
      for (const answer of answers) codes.add(codeOf(answer));
      await written(ports.stdout, answers.map((answer) => `${JSON.stringify(answer)}\n`).join(''));
    },
    progress: progress.answered,
  });
  progress.clear();
  return worst([...codes]);
}
