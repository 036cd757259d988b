import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type ExitCode, worst } from '../../report/exit-code.ts';
import type { Language } from '../../report/messages.ts';
import { cacheFolder } from '../material/index-folder.ts';
import { progressOn } from '../progress.ts';
import { REPORT_WRITERS } from '../report-formats.ts';
import { fileError, requireFile } from '../require-file.ts';
import { findFolderTasks, findTasks } from '../tasks/find-tasks.ts';
import type { Task } from '../tasks/task.ts';
import { taskWithContent } from '../tasks/tasks-of-file.ts';
import type { CommandPorts } from '../verify.ts';
import type { FilesOptions } from '../verify-options.ts';
import { refuseOnTerminal, requireWritable, writeOutput } from '../write-output.ts';
import { openFileJudge } from './file-judge.ts';
import { judgeFiles } from './judge-files.ts';

/** Judges the files and folders that were named; answers with the worst exit code. Throws UsageError. */
export async function verifyFiles(options: FilesOptions, ports: CommandPorts): Promise<ExitCode> {
  const { language, format, output } = options;
  const { cwd, now, environment = {} } = ports;
  if (output === undefined) refuseOnTerminal(format, ports.stdout);
  else await requireWritable(output, cwd);
  const setting = { options, cwd, cache: cacheFolder(environment), now: now() };
  const progress = progressOn(ports.stderr);
  // Here first, so that a wrong key or provider is wrong usage, and no thread that dies.
  const files = await openFileJudge(setting, { clock: now, progress });
  const { read, unreadable } = files.material;
  // Each once: a document and its signature may both be named, as by `documents/*`.
  const tasks = new Map<string, Task>();
  for await (const task of tasksOf(options, apartFrom(options, read, cwd), cwd)) {
    tasks.set(JSON.stringify(task), task);
    progress.show({ done: tasks.size, label: `${FOUND[language]}: ${tasks.size}` });
  }
  const judging = { ...files, setting, progress, ports };
  const verdicts = await judgeFiles([...tasks.values()], judging);
  progress.clear();
  const exitCode = worst(verdicts.map((verdict) => verdict.exitCode));
  const reporting = { language, exitCode, now: now(), unreadable };
  const report = await REPORT_WRITERS[format](verdicts, reporting);
  if (output === undefined) ports.stdout.write(report);
  else await writeOutput(output, report, cwd);
  return exitCode;
}

const FOUND = { ru: 'найдено', en: 'found' } as const satisfies Record<Language, string>;

// As the help calls the argument.
const FILE = { ru: 'ФАЙЛ', en: 'FILE' } as const satisfies Record<Language, string>;

async function* tasksOf(
  options: FilesOptions,
  apart: ReadonlySet<string>,
  cwd: string,
): AsyncGenerator<Task> {
  const { files, content, language } = options;
  const option = FILE[language];
  if (content !== undefined) {
    const document = await requireFile('--content', content, cwd);
    for (const name of files) {
      yield await taskWithContent(await requireFile(option, name, cwd), document);
    }
    return;
  }
  const places: { readonly path: string; readonly folder: boolean }[] = [];
  // All that was named must be there before the first is judged.
  for (const name of files) {
    const path = resolve(cwd, name);
    const found = await stat(path).catch((error: unknown) => {
      throw fileError(option, name, error);
    });
    if (!found.isDirectory()) await requireFile(option, name, cwd);
    places.push({ path, folder: found.isDirectory() });
  }
  for (const { path, folder } of places) {
    if (folder) yield* findFolderTasks(path, (each) => apart.has(each));
    else yield* await findTasks(path);
  }
}

/** What gave validation data, or is for keys and the report, is no document of a folder. */
function apartFrom(
  options: FilesOptions,
  read: readonly string[],
  cwd: string,
): ReadonlySet<string> {
  const { anchors, logKeys, keyStatements, witnessKeys, output } = options;
  const named = [...anchors, ...logKeys, ...keyStatements, ...witnessKeys];
  const written = output === undefined ? [] : [output];
  return new Set([...read, ...[...named, ...written].map((path) => resolve(cwd, path))]);
}
