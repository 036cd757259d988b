import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { inspect } from 'node:util';
import { printable } from '../../report/messages.ts';
import type { Verdict } from '../../report/verdict.ts';
import { brokenTask, fileOf } from '../judge-task.ts';
import type { Progress } from '../progress.ts';
import type { Task } from '../tasks/task.ts';
import { answersOf } from '../threads/answers-of.ts';
import type { CommandPorts } from '../verify.ts';
import type { FileJudge, FilesSetting } from './file-judge.ts';

/** Up to so many files, of so many octets, are judged before other threads have begun. */
const FEW = { files: 32, octets: 64 * 1024 * 1024 } as const;
/** Files that may be judged while a large one before them is not. */
const AHEAD = 4096;

interface Judging extends Pick<FileJudge, 'judge' | 'online'> {
  readonly setting: FilesSetting;
  readonly progress: Progress;
  readonly ports: Pick<CommandPorts, 'stderr'>;
}

/** The answers, in the order of the tasks, of all cores where there are many. */
export async function judgeFiles(
  tasks: readonly Task[],
  { setting, judge, online, progress, ports }: Judging,
): Promise<readonly Verdict[]> {
  const { threads } = setting.options;
  const extension = import.meta.url.slice(import.meta.url.lastIndexOf('.'));
  let done = 0;
  const answers = answersOf<Task, Verdict>(tasks, {
    worker: new URL(`./files-worker${extension}`, import.meta.url),
    setting,
    // What one file's authorities gave is not asked for again: all files share it.
    evidence: online,
    judge: async () => judge,
    broken: (task, error) => {
      progress.clear();
      ports.stderr.write(`${inspect(error)}\n`);
      return brokenTask(task, error);
    },
    answered: ({ file }) => {
      done += 1;
      const label = `${done}/${tasks.length} ${printable(basename(file))}`;
      progress.show({ done, total: tasks.length, label });
    },
    ...{ atOnce: 1, ahead: AHEAD, few: (await areLarge(tasks)) ? 1 : FEW.files },
    ...(threads === undefined ? {} : { threads }),
  });
  const verdicts: Verdict[] = [];
  for await (const some of answers) verdicts.push(...some);
  return verdicts;
}

/** Whether so few files are so large that they are worth threads. */
async function areLarge(tasks: readonly Task[]): Promise<boolean> {
  if (tasks.length > FEW.files) return false;
  const paths = tasks.flatMap((task) => {
    const content = 'content' in task ? task.content : undefined;
    return content === undefined ? [fileOf(task)] : [fileOf(task), content];
  });
  const sizes = await Promise.all(paths.map(sizeOf));
  return sizes.reduce((sum, size) => sum + size, 0) > FEW.octets;
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch {
    return 0; // said where it is judged
  }
}
