import { algorithmsOf } from '../../../algorithms/registry.ts';
import { EXIT, type ExitCode } from '../../report/exit-code.ts';
import type { CasesPorts, OpenedCases } from '../batch/answer-cases.ts';
import { MaterialFiles } from '../batch/material-files.ts';
import { indexFolder } from '../material/index-folder.ts';
import { type NetworkOptions, openNetwork } from '../network.ts';
import { readProviders } from '../read-providers.ts';
import { judgePathCase, type PathJudge } from './judge-path-case.ts';
import { readPathCase } from './path-case.ts';

/** Plain data, so that a thread can be given it. */
export interface PathSetting extends NetworkOptions {
  readonly providers: readonly string[];
  /** Folder of the caller: providers are looked for there. */
  readonly cwd: string;
  /** Where relative names are looked for, in this order. */
  readonly folders: readonly string[];
  /** Folder of what can be made again. */
  readonly cache: string;
  /** ISO 8601 UTC: when the command began, the time of all that it judges offline. */
  readonly now: string;
}

/**
 * `clock`: what is fetched was made after the command began, and is judged as of the moment when it has come.
 */
export async function openPathJudge(
  setting: PathSetting,
  { clock = () => new Date(), relay }: CasesPorts = {},
): Promise<PathJudge> {
  const algorithms = algorithmsOf(await readProviders(setting.providers, setting.cwd));
  const files = new MaterialFiles(setting.folders, indexFolder(setting.cache));
  const online = await openNetwork(setting, { algorithms, clock, relay });
  if (online === undefined) return { algorithms, files, now: () => new Date(setting.now) };
  return { algorithms, files, now: clock, online };
}

export async function openPathCases(
  setting: PathSetting,
  ports?: CasesPorts,
): Promise<OpenedCases> {
  const judge = await openPathJudge(setting, ports);
  return {
    judge: async (value) => judgePathCase(readPathCase(value), judge),
    codeOf,
    evidence: judge.online,
  };
}

function codeOf(answer: object): ExitCode {
  if (!('indication' in answer)) return EXIT.unreadable;
  const { indication } = answer;
  if (indication === 'PASSED') return EXIT.passed;
  return indication === 'FAILED' ? EXIT.failed : EXIT.indeterminate;
}
