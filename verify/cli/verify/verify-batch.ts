import { dirname, resolve } from 'node:path';
import type { ExitCode } from '../../report/exit-code.ts';
import { answerCases } from '../batch/answer-cases.ts';
import { cacheFolder } from '../material/index-folder.ts';
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
  const opened = await openVerifyCases(setting, { clock: now });
  const { cases: name, threads, language } = options;
  const extension = import.meta.url.slice(import.meta.url.lastIndexOf('.'));
  const answering = {
    ...{ name, cases, language, setting, evidence: opened.evidence },
    ...(threads === undefined ? {} : { threads }),
    worker: new URL(`./verify-worker${extension}`, import.meta.url),
    judge: async () => opened,
  };
  return answerCases(answering, ports);
}
