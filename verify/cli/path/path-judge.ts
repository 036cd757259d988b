import { algorithmsOf } from '../../../algorithms/registry.ts';
import type { JudgeCase } from '../batch/batch-job.ts';
import { MaterialFiles } from '../batch/material-files.ts';
import { indexFolder } from '../material/index-folder.ts';
import { readProviders } from '../read-providers.ts';
import { judgePathCase, type PathJudge } from './judge-path-case.ts';
import { readPathCase } from './path-case.ts';

/** Plain data, so that a thread can be given it. */
export interface PathSetting {
  readonly providers: readonly string[];
  /** Folder of the caller: providers are looked for there. */
  readonly cwd: string;
  /** Where relative names are looked for, in this order. */
  readonly folders: readonly string[];
  /** Folder of what can be made again. */
  readonly cache: string;
  readonly online: boolean;
  readonly allowPrivate: boolean;
  /** ISO 8601 UTC: the time of the whole batch. */
  readonly now: string;
}

export async function openPathJudge(setting: PathSetting): Promise<PathJudge> {
  const algorithms = algorithmsOf(await readProviders(setting.providers, setting.cwd));
  const now = () => new Date(setting.now);
  const judge = {
    algorithms,
    files: new MaterialFiles(setting.folders, indexFolder(setting.cache)),
    now,
  };
  if (!setting.online) return judge;
  const { onlineEvidence } = await import('../../fetching/online-evidence.ts');
  const { evidenceCache } = await import('../../fetching/evidence-cache.ts');
  const { allowPrivate } = setting;
  const cache = evidenceCache({ now: () => new Date() });
  return { ...judge, online: onlineEvidence({ algorithms, cache, allowPrivate }) };
}

export async function openPathCases(setting: PathSetting): Promise<JudgeCase> {
  const judge = await openPathJudge(setting);
  return async (value) => judgePathCase(readPathCase(value), judge);
}
