import { isError } from '../../formats/ocfl/fault.ts';
import type { OcflDigests } from '../../verify/ocfl/digest-file.ts';
import { extendsInventory } from '../../verify/ocfl/extends-inventory.ts';
import type { OcflFinding } from '../../verify/ocfl/findings.ts';
import { type SoundInventory, soundInventory } from '../../verify/ocfl/sound-inventory.ts';
import type { OcflTree } from '../../verify/ocfl/tree.ts';
import { validateObject } from '../../verify/ocfl/validate-object.ts';

/** How digests are computed, and what the storage root adds to OCFL's table of them. */
export interface ObjectRules {
  readonly digests: OcflDigests;
  readonly localDigests: ReadonlyMap<string, number>;
}

/** What breaks OCFL in an object; every file of it is read. */
export async function objectFaults(
  tree: OcflTree,
  path: string,
  rules: ObjectRules,
): Promise<readonly OcflFinding[]> {
  const { findings } = await validateObject({ ...rules, tree, path });
  return findings.filter(isError);
}

/**
 * How one copy of an object stands to the other: the same, grown since (`ahead`), or to grow still (`behind`). A copy that
 * says something else of a version than the other is a `conflict`: which of them is right, its octets cannot tell.
 */
export type Relation = 'same' | 'ahead' | 'behind' | 'conflict';

export function relationOf(one: SoundInventory, other: SoundInventory): Relation {
  const forth = extendsInventory(one.inventory, other.inventory);
  const back = extendsInventory(other.inventory, one.inventory);
  if (forth && back) return 'same';
  return forth ? 'ahead' : back ? 'behind' : 'conflict';
}

/** The newest sound inventory of the object at a place; undefined: the copy has none there. */
export function inventoryAt(
  tree: OcflTree,
  path: string,
  rules: ObjectRules,
): Promise<SoundInventory | undefined> {
  return soundInventory({ ...rules, tree, path });
}
