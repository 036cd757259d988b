import { INVENTORY } from '../../../formats/ocfl/inventory.ts';
import { systemCode } from '../../files/system-error.ts';
import type { FsTree } from './fs-tree.ts';

/** Places of the objects under a root, in order, from the first after `after`: only the folders that lead there are read. */
export async function* objectPlaces(
  tree: Pick<FsTree, 'list'>,
  after = '',
): AsyncGenerator<string> {
  yield* placesUnder(tree, '', after === '' ? [] : after.split('/'));
}

async function* placesUnder(
  tree: Pick<FsTree, 'list'>,
  path: string,
  after: readonly string[],
): AsyncGenerator<string> {
  const [first = '', ...rest] = after;
  const entries = await tree.list(path).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return []; // on its way elsewhere, or no root at all
    throw error;
  });
  if (entries.some(({ name }) => name === INVENTORY || name.startsWith('0=ocfl_object_'))) {
    yield path;
    return;
  }
  for (const { name, kind } of entries) {
    if (kind !== 'folder' || (path === '' && name === 'extensions')) continue;
    if (name < first || (name === first && rest.length === 0)) continue;
    yield* placesUnder(tree, path === '' ? name : `${path}/${name}`, name === first ? rest : []);
  }
}
