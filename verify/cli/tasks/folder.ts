import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { NotJudgedCode } from '../../report/not-judged.ts';
import { type NamePairs, pairNames } from './pair-names.ts';

/** What lies in one folder, as far as it is looked at to find what belongs together. */
export interface Folder {
  readonly path: string;
  /** In the order of their UTF-16 code units, the same on every machine. */
  readonly names: readonly string[];
  readonly pairs: NamePairs;
  has(name: string): boolean;
  /** Why what has this name is not read; undefined for a file. */
  refusal(name: string): NotJudgedCode | 'folder' | undefined;
}

/** A whole folder that is judged: nothing but files is read in it. Throws errors of the file system. */
export async function listFolder(path: string): Promise<Folder> {
  const refused = new Map<string, NotJudgedCode | 'folder'>();
  const entries = await readdir(path, { withFileTypes: true });
  for (const entry of entries) {
    if (entry.isDirectory()) refused.set(entry.name, 'folder');
    else if (entry.isSymbolicLink()) refused.set(entry.name, 'symbolic-link');
    else if (!entry.isFile()) refused.set(entry.name, 'not-a-file');
  }
  const names = entries.map(({ name }) => name);
  return { ...folderOf(path, names), refusal: (name) => refused.get(name) };
}

/**
 * The folder around a file that the user named: what lies beside it may be a link too. A folder that cannot be
 * listed has nothing beside the file.
 */
export async function folderAround(file: string): Promise<Folder> {
  const path = dirname(file);
  const names = await readdir(path).catch(() => [basename(file)]);
  return { ...folderOf(path, names), refusal: () => undefined };
}

/** As if nothing else were there. */
export function folderOfOne(file: string): Folder {
  return { ...folderOf(dirname(file), [basename(file)]), refusal: () => undefined };
}

function folderOf(path: string, names: readonly string[]): Omit<Folder, 'refusal'> {
  const all = new Set(names);
  return { path, names: names.toSorted(), pairs: pairNames(names), has: (name) => all.has(name) };
}

export function pathIn({ path }: Folder, name: string): string {
  return join(path, name);
}
