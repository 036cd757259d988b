import type { OcflInventory } from '../../formats/ocfl/inventory.ts';
import type { SoundInventory } from '../../verify/ocfl/sound-inventory.ts';
import type { ArchiveCopy, ReadableArchive } from '../ports/archive.ts';
import { StorageError } from '../ports/storage-error.ts';
import { composeObject, readerOf } from './compose-object.ts';
import { inventoryAt, type ObjectRules, objectFaults, relationOf } from './object-rules.ts';

export interface RepairPorts {
  readonly rules: ObjectRules;
  /** Whether an inventory that is not the object's own undamaged one says what the journal says; else why not. */
  readonly tied: (
    inventory: OcflInventory,
    content: Pick<ReadableArchive, 'inventory' | 'read'>,
  ) => Promise<true | string>;
  /** Commits the action to the journal; rejects, and nothing is repaired. */
  readonly journal: (repair: RepairedObject) => Promise<void>;
  /** Name of the folder that keeps what was there. */
  readonly aside: string;
}

export interface RepairedObject {
  /** Id of the object. */
  readonly object: string;
  readonly place: string;
  readonly version: string;
  /** SHA-512 of the inventory that is now there, as in its sidecar, or the digest that it uses. */
  readonly inventory: string;
}

/**
 * Mends an object by octets that have the digests of its own inventory, from either copy; where its inventory is lost or
 * the other copy's has grown since, that of the other copy, if it is what the journal tells. Answers true, or why it was
 * left as it is. The journal entry comes first: a crash in between leaves an entry too many, never a repair without one.
 */
export async function repairObject(
  place: string,
  { of, by }: { readonly of: ArchiveCopy; readonly by: ArchiveCopy },
  { rules, tied, journal, aside }: RepairPorts,
): Promise<true | string> {
  const own = await inventoryAt(of.tree, place, rules);
  const other = await inventoryAt(by.tree, place, rules);
  const wanted = own ?? other;
  if (wanted === undefined) return 'no copy has a sound inventory of it';
  const relation = own === undefined || other === undefined ? 'ahead' : relationOf(own, other);
  if (relation === 'conflict')
    return 'the second copy says something else: neither is written over';
  const chosen = relation === 'behind' && other !== undefined ? other : wanted;
  const places = [of, by].map(({ tree }) => ({ tree, path: place }));
  const { files, lacking } = await composeObject(chosen, places, rules);
  if (lacking.length > 0) return `no copy has ${lacking.join(', ')}`;
  if (chosen !== own || !chosen.ofRoot) {
    const said = await tied(chosen.inventory, readerOf(chosen.inventory, files));
    if (said !== true) return said;
  }
  const { id, head } = chosen.inventory;
  await of.put(place, {
    files,
    aside,
    async check(staged) {
      const [fault] = await objectFaults(staged, '', rules);
      if (fault !== undefined) throw new StorageError('corrupt', `${fault.path}: ${fault.detail}`);
      await journal({ object: id, place, version: head, inventory: digestOf(chosen, rules) });
    },
  });
  return true;
}

function digestOf({ bytes }: SoundInventory, { digests }: ObjectRules): string {
  const stream = digests.get('sha512')?.();
  stream?.update(bytes);
  return stream === undefined ? '' : Buffer.from(stream.finish()).toString('hex');
}
