import type { MessagePort } from 'node:worker_threads';
import type { EvidenceSource } from '../../process/evidence.ts';
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
  /** Where evidence that is missing is fetched from; absent: offline. */
  readonly online?: EvidenceSource;
  readonly judge: (task: Task) => Promise<Verdict>;
}

interface FileJudgePorts {
  readonly clock?: () => Date;
  readonly progress?: Progress;
  /** In a thread: see openNetwork. */
  readonly relay?: MessagePort | undefined;
}

/** Reads what the options of the command name. Throws UsageError. */
export async function openFileJudge(
  { options, cwd, cache, now: began }: FilesSetting,
  { clock = () => new Date(), progress, relay }: FileJudgePorts = {},
): Promise<FileJudge> {
  const now = options.online ? clock : () => began;
  const common = await openJudge(options, { cwd, now, relay });
  const material = await readMaterial(options, { cwd, cache, algorithms: common.algorithms });
  const judge = { ...common, material, ...(progress === undefined ? {} : { progress }) };
  const { online } = common;
  return {
    material,
    judge: (task) => judgeTask(task, judge),
    ...(online === undefined ? {} : { online }),
  };
}
