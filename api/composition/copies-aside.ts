import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import { archiveFolder } from './copies-of.ts';

/**
 * What a rebuild (`okno.sqlite.before-…`) and repairs (`archive/damaged/…`) have put aside for somebody to look at: copies that
 * no lawful erasure reaches, since nothing reads them any more. Paths, in order.
 */
export async function copiesAside(config: Config): Promise<readonly string[]> {
  const damaged = join(archiveFolder(config), 'damaged');
  const former = (await namesIn(config.data)).filter((name) =>
    name.startsWith('okno.sqlite.before-'),
  );
  return [
    ...former.map((name) => join(config.data, name)),
    ...(await namesIn(damaged)).map((name) => join(damaged, name)),
  ];
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).toSorted();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
