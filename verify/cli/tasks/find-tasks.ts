import { basename, join } from 'node:path';
import { type Folder, folderAround, folderOfOne, listFolder, pathIn } from './folder.ts';
import { notJudged, type Task } from './task.ts';
import { tasksOfFile, unsigned, unsignedOrPackage } from './tasks-of-file.ts';

/**
 * The tasks for one FILE: what is in it, and each signature and time-stamp beside it. A signature that somebody laid beside
 * evidence does not stand in for the evidence: both are judged.
 */
export async function findTasks(file: string): Promise<Task[]> {
  const folder = await folderAround(file);
  const name = basename(file);
  const own = await tasksOfFile(name, folder);
  const beside = await tasksBeside(name, folder);
  const told = own.length > 0 || beside.some((task) => isAbout(task, file));
  return [...own, ...beside, ...(told ? [] : [await unsignedOrPackage(file, beside)])];
}

async function tasksBeside(document: string, folder: Folder): Promise<Task[]> {
  const tasks: Task[] = [];
  for (const signature of folder.pairs.signaturesOf(document)) {
    if (folder.refusal(signature) === undefined) {
      tasks.push(...(await tasksOfFile(signature, folder)));
    }
  }
  return tasks;
}

/** What only bears the name of a signature says nothing about the document, and a time-stamp not who signed it. */
function isAbout(task: Task, document: string): boolean {
  if (task.kind === 'signature') return task.content === document;
  return task.kind === 'not-judged' && task.code === 'several-documents';
}

/** What is judged of a file where nothing beside it is to be looked for. */
export async function taskAlone(file: string): Promise<Task> {
  const [own] = await tasksOfFile(basename(file), folderOfOne(file));
  return own ?? unsignedOrPackage(file);
}

/**
 * The tasks for every file of a folder and of the folders in it, in the order of their names. Each file gives
 * one task at least, belongs to one, or is what `apart` says the user named for something else.
 */
export async function* findFolderTasks(
  path: string,
  apart: (path: string) => boolean,
): AsyncGenerator<Task> {
  let found = false;
  for await (const task of walk(path, apart)) {
    found = true;
    yield task;
  }
  if (!found) yield notJudged(path, { code: 'nothing-there' });
}

async function* walk(path: string, apart: (path: string) => boolean): AsyncGenerator<Task> {
  let folder: Folder;
  try {
    folder = await listFolder(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
    if (code === undefined) throw error;
    yield notJudged(path, { code: 'folder-unreadable', names: [code] });
    return;
  }
  const folders: string[] = [];
  for (const name of folder.names) {
    if (apart(pathIn(folder, name))) continue;
    const refusal = folder.refusal(name);
    if (refusal === 'folder') folders.push(name);
    else if (refusal === undefined) yield* entryTasks(name, folder);
    else yield notJudged(pathIn(folder, name), { code: refusal });
  }
  for (const name of folders) yield* walk(join(path, name), apart);
}

async function* entryTasks(name: string, folder: Folder): AsyncGenerator<Task> {
  const file = pathIn(folder, name);
  const own = await tasksOfFile(name, folder);
  for (const task of own) if (!(await isToldElsewhere(task, file, folder))) yield task;
  if (own.length > 0) return;
  const beside = await tasksBeside(name, folder);
  if (!beside.some((task) => isAbout(task, file))) yield unsigned(file, beside);
}

/** A supplement is judged with the receipt beside it, which has its own turn. */
async function isToldElsewhere(task: Task, file: string, folder: Folder): Promise<boolean> {
  if (task.kind !== 'receipt' || task.file === file) return false;
  const there = await tasksOfFile(basename(task.file), folder);
  return there.some(({ kind }) => kind === 'receipt');
}
