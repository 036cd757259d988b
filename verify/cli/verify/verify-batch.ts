import { dirname, resolve } from 'node:path';
import { EXIT, type ExitCode, worst } from '../../report/exit-code.ts';
import { openCases } from '../batch/open-cases.ts';
import { written } from '../batch/output.ts';
import { runBatch } from '../batch/run-batch.ts';
import { cacheFolder } from '../material/index-folder.ts';
import { caseProgress } from '../progress.ts';
import { fileError } from '../require-file.ts';
import type { CommandPorts } from '../verify.ts';
import type { BatchOptions } from '../verify-options.ts';
import { openVerifyCases, type VerifySetting } from './judge-verify-case.ts';

/** Answers every case with a line; the exit code is the worst of them. Throws UsageError. */
export async function verifyBatch(options: BatchOptions, ports: CommandPorts): Promise<ExitCode> {
  const { cwd, now, environment = {} } = ports;
  const cases = options.cases === '-' ? undefined : resolve(cwd, options.cases);
  const { logKeys, keyStatements, witnessKeys, providers, policy, signaturePolicies } = options;
  const { online, allowPrivate, demandNonce } = options;
  const setting: VerifySetting = {
    ...{ logKeys, keyStatements, witnessKeys, providers, policy, signaturePolicies },
    ...{ online, allowPrivate, demandNonce },
    cwd,
    folders: cases === undefined ? [cwd] : [cwd, dirname(cases)],
    cache: cacheFolder(environment),
    now: now().toISOString(),
  };
  // Here first, so that a wrong key or provider is wrong usage, and no thread that dies.
  const judge = await openVerifyCases(setting, now);
  await using input = await openCases(cases).catch((error: unknown) => {
    throw fileError('--batch', options.cases, error);
  });
  const codes = new Set<ExitCode>();
  const progress = caseProgress(ports.stderr, options.language);
  const extension = import.meta.url.slice(import.meta.url.lastIndexOf('.'));
  await runBatch({
    input: input.octets,
    worker: new URL(`./verify-worker${extension}`, import.meta.url),
    workerData: setting,
    judge: async () => judge,
    ...(options.threads === undefined ? {} : { threads: options.threads }),
    write: async (answers) => {
      for (const answer of answers) codes.add(codeOf(answer));
      await written(ports.stdout, answers.map((answer) => `${JSON.stringify(answer)}\n`).join(''));
    },
    progress: progress.answered,
  });
  progress.clear();
  return worst([...codes]);
}

function codeOf(answer: object): ExitCode {
  const code = 'exitCode' in answer ? answer.exitCode : undefined;
  return Object.values(EXIT).find((each) => each === code) ?? EXIT.unreadable;
}
