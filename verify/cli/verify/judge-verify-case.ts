import { EXIT, type ExitCode } from '../../report/exit-code.ts';
import { jsonAnswer } from '../../report/json/write-json.ts';
import type { Verdict } from '../../report/verdict.ts';
import { trustOfCase } from '../anchors/case-trust.ts';
import type { CasesPorts, OpenedCases } from '../batch/answer-cases.ts';
import { badFile, MaterialFiles, type Unreadable } from '../batch/material-files.ts';
import { type Judge, judgeTask } from '../judge-task.ts';
import { indexFolder } from '../material/index-folder.ts';
import { CERTIFICATES, CRLS, OCSP } from '../material/kinds.ts';
import { crlEvidence } from '../material/read-crls.ts';
import type { NetworkOptions } from '../network.ts';
import { type LogKeyOptions, readLogKeys, readWitnessKeys } from '../read-log-keys.ts';
import { type Material, trustOf } from '../read-material.ts';
import { taskAlone } from '../tasks/find-tasks.ts';
import type { Task } from '../tasks/task.ts';
import { taskWithContent } from '../tasks/tasks-of-file.ts';
import { CasePolicies } from './case-policies.ts';
import { openJudge } from './open-judge.ts';
import { readVerifyCase, type VerifyCase } from './verify-case.ts';

/** Plain data, so that a thread can be given it. */
export interface VerifySetting extends LogKeyOptions, NetworkOptions {
  readonly witnessKeys: readonly string[];
  readonly providers: readonly string[];
  readonly policy: string;
  readonly signaturePolicies: readonly string[];
  /** Folder of the caller: providers, keys and policies are looked for there. */
  readonly cwd: string;
  /** Where relative names of cases are looked for, in this order. */
  readonly folders: readonly string[];
  /** Folder of what can be made again. */
  readonly cache: string;
  /** ISO 8601 UTC: the time of all that is judged offline. */
  readonly now: string;
}

type Common = Omit<Judge, 'material'> & {
  readonly keys: Pick<Material, 'logKeys' | 'witnessKeys'>;
  readonly files: MaterialFiles;
  readonly policies: CasePolicies;
};

/** Throws UsageError for keys and providers that cannot be had. */
export async function openVerifyCases(
  setting: VerifySetting,
  { clock = () => new Date(), relay }: CasesPorts = {},
): Promise<OpenedCases> {
  const { cwd, online } = setting;
  const now = online ? clock : () => new Date(setting.now);
  const judge = await openJudge(setting, { cwd, now, relay });
  const { algorithms } = judge;
  const keys = {
    logKeys: await readLogKeys(setting, { cwd, algorithms }),
    witnessKeys: await readWitnessKeys(setting.witnessKeys, { cwd, algorithms }),
  };
  const files = new MaterialFiles(setting.folders, indexFolder(setting.cache));
  const policies = new CasePolicies(files, judge.providers);
  return {
    judge: (value) => judgeCase(readVerifyCase(value), { ...judge, keys, files, policies }),
    codeOf,
    evidence: judge.online,
  };
}

function codeOf(answer: object): ExitCode {
  const code = 'exitCode' in answer ? answer.exitCode : undefined;
  return Object.values(EXIT).find((each) => each === code) ?? EXIT.unreadable;
}

/** The answer that `okno verify --format json` gives for one file, with the id of the case. */
async function judgeCase(
  asked: VerifyCase,
  { keys, files, policies, ...common }: Common,
): Promise<object> {
  const { id, at } = asked;
  const unreadable: Unreadable[] = [];
  const material = { ...keys, ...(await materialOf(asked, files, unreadable)) };
  const judge = {
    ...common,
    ...(at === undefined ? {} : { time: () => at }),
    ...(asked.policy === undefined ? {} : { policy: await policies.read(asked.policy, id) }),
    material,
  };
  const verdict = await judgeTask(await taskOf(asked, files), judge);
  // A list that stays on the disk is read while the case is judged.
  if (isChanged(verdict)) files.forgetOpened();
  const told = unreadable.length === 0 ? {} : { unreadable };
  return { id, ...jsonAnswer(verdict), ...told };
}

function isChanged(verdict: Verdict): boolean {
  return verdict.kind === 'unreadable' && verdict.error.code === 'ECHANGED';
}

async function materialOf(asked: VerifyCase, files: MaterialFiles, unreadable: Unreadable[]) {
  const context = { id: asked.id, unreadable, spent: new Map<string, number>() };
  const anchors = await trustOfCase(asked, files, context);
  const sealAnchors = await files.read(CERTIFICATES, asked.sealTrust, context);
  return {
    trust: trustOf(anchors, sealAnchors),
    evidence: {
      certificates: await files.read(CERTIFICATES, asked.certificates, context),
      ...crlEvidence(await files.read(CRLS, asked.crls, context)),
      ocspResponses: await files.read(OCSP, asked.ocsp, context),
    },
  };
}

async function taskOf({ id, file, content }: VerifyCase, files: MaterialFiles): Promise<Task> {
  const path = async (name: string) =>
    files.find(name).catch((error: unknown) => {
      throw badFile(error, name, id);
    });
  const signature = await path(file);
  return content === undefined
    ? taskAlone(signature)
    : taskWithContent(signature, await path(content));
}
