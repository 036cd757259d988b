import { isError } from '../../formats/ocfl/fault.ts';
import { FIXITY_DIGITS } from '../../formats/ocfl/inspect-inventory.ts';
import { INVENTORY, type OcflInventory } from '../../formats/ocfl/inventory.ts';
import { parseVersionName } from '../../formats/ocfl/paths.ts';
import { type ReadInventory, readInventory } from './read-inventory.ts';
import { type OcflTree, pathIn } from './tree.ts';
import type { ObjectRequest } from './validate-object.ts';

export interface SoundInventory {
  readonly inventory: OcflInventory;
  readonly bytes: Uint8Array;
  /** False: the object's own is damaged, and this is the newest of those that its versions have. */
  readonly ofRoot: boolean;
}

/** The newest inventory of an object that has the digest of its sidecar and breaks no rule; undefined: there is none. */
export async function soundInventory(request: ObjectRequest): Promise<SoundInventory | undefined> {
  const { tree, path } = request;
  const entries = await listIfThere(tree, path);
  const root = await readSound(request, path);
  if (root !== undefined) return { ...root, ofRoot: true };
  const versions = entries
    .flatMap(({ name, kind }) => (kind === 'folder' && parseVersionName(name) ? [name] : []))
    .sort((a, b) => (parseVersionName(b)?.number ?? 0) - (parseVersionName(a)?.number ?? 0));
  for (const version of versions) {
    const found = await readSound(request, pathIn(path, version));
    if (found !== undefined) return { ...found, ofRoot: false };
  }
  return undefined;
}

/** The inventory in this folder, when it is sound. */
export async function readSound(
  { tree, digests, localDigests }: ObjectRequest,
  folder: string,
): Promise<ReadInventory | undefined> {
  const entries = await listIfThere(tree, folder);
  if (!entries.some(({ name, kind }) => name === INVENTORY && kind === 'file')) return undefined;
  const fixityDigits = new Map([...FIXITY_DIGITS, ...(localDigests ?? [])]);
  let broken = false;
  const read = await readInventory({ tree, folder, entries, digests, fixityDigits }, (code) => {
    broken ||= isError({ code });
  });
  return broken || read?.whole !== true ? undefined : read;
}

async function listIfThere(tree: OcflTree, path: string) {
  try {
    return await tree.list(path);
  } catch (error) {
    if (
      error instanceof Error &&
      'code' in error &&
      (error.code === 'ENOENT' || error.code === 'ENOTDIR')
    ) {
      return [];
    }
    throw error;
  }
}
