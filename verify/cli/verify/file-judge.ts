import type { Verdict } from '../../report/verdict.ts';
import { judgeTask } from '../judge-task.ts';
import type { Progress } from '../progress.ts';
import { type ReadMaterial, readMaterial } from '../read-material.ts';
import type { Task } from '../tasks/task.ts';
import type { FilesOptions } from '../verify-options.ts';
import { openJudge } from './open-judge.ts';

/** Plain data, so that a thread can be given it. */
export interface FilesSetting {
  readonly options: FilesOptions;
  /** Folder that relative paths start from. */
  readonly cwd: string;
  /** Folder of what can be made again. */
  readonly cache: string;
  /** When the command began: the time of all that is judged offline without `--at`. */
  readonly now: Date;
}

export interface FileJudge {
  readonly material: ReadMaterial;
  readonly judge: (task: Task) => Promise<Verdict>;
}

/** Reads what the options of the command name. Throws UsageError. */
export async function openFileJudge(
  { options, cwd, cache, now }: FilesSetting,
  {
    clock = () => now,
    progress,
  }: { readonly clock?: () => Date; readonly progress?: Progress } = {},
): Promise<FileJudge> {
  const common = await openJudge(options, { cwd, now: clock });
  const material = await readMaterial(options, { cwd, cache, algorithms: common.algorithms });
  const judge = { ...common, material, ...(progress === undefined ? {} : { progress }) };
  return { material, judge: (task) => judgeTask(task, judge) };
}
