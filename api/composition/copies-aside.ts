import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import { archiveFolder } from './copies-of.ts';

/**
 * What a rebuild (`okno.sqlite.before-…`) and repairs (`damaged/…` of either copy of the archive) have put aside for somebody to look at: copies that
 * no lawful erasure reaches, since nothing reads them any more. Paths, in order.
 */
export async function copiesAside(
  config: Pick<Config, 'archive' | 'archiveMirror' | 'data'>,
): Promise<readonly string[]> {
  const { archiveMirror } = config;
  const archives = [archiveFolder(config), ...(archiveMirror === undefined ? [] : [archiveMirror])];
  const damaged = archives.map((folder) => join(folder, 'damaged'));
  const former = (await namesIn(config.data)).filter((name) =>
    name.startsWith('okno.sqlite.before-'),
  );
  const repaired = await Promise.all(damaged.map(pathsIn));
  return [...former.map((name) => join(config.data, name)), ...repaired.flat()];
}

async function pathsIn(folder: string): Promise<readonly string[]> {
  return (await namesIn(folder)).map((name) => join(folder, name));
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).toSorted();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
