import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCode } from './system-error.ts';

/** What a folder holds; symbolic links and devices are told as what they are, never followed. */
type Listing = (folder: string) => Promise<readonly { name: string; isDirectory(): boolean }[]>;

const listed: Listing = (folder) => readdir(folder, { withFileTypes: true });

/**
 * Paths of everything under `folder` that is no folder, in order of the names on the way, from the first after
 * `after`: only the folders that lead there are read. A folder that goes away meanwhile holds nothing.
 */
export async function* walkFiles(
  folder: string,
  after = '',
  list: Listing = listed,
): AsyncGenerator<string> {
  yield* walk(folder, '', after === '' ? [] : after.split('/'), list);
}

async function* walk(
  top: string,
  path: string,
  after: readonly string[],
  list: Listing,
): AsyncGenerator<string> {
  const [first = '', ...rest] = after;
  const entries = await list(join(top, path)).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  });
  for (const entry of [...entries].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const { name } = entry;
    if (name < first || (name === first && rest.length === 0)) continue;
    const inside = path === '' ? name : `${path}/${name}`;
    if (entry.isDirectory()) yield* walk(top, inside, name === first ? rest : [], list);
    else yield inside;
  }
}
