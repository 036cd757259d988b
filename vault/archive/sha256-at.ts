import type { OcflInventory } from '../../formats/ocfl/inventory.ts';

const stateOf = ({ versions, head }: OcflInventory) =>
  versions.get(head)?.state ?? new Map<string, readonly string[]>();

/** Logical paths of the newest version. */
export const headPaths = (inventory: OcflInventory): readonly string[] =>
  [...stateOf(inventory).values()].flat();

/** SHA-256 of a file of the newest version, by the fixity that the inventory has of every file. */
export function sha256At(inventory: OcflInventory, path: string): string | undefined {
  const { manifest, fixity } = inventory;
  const [digest = ''] = [...stateOf(inventory)].find(([, paths]) => paths.includes(path)) ?? [];
  const [place = ''] = manifest.get(digest) ?? [];
  return [...(fixity.get('sha256') ?? [])].find(([, paths]) => paths.includes(place))?.[0];
}
