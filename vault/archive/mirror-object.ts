import type { ArchiveCopy } from '../ports/archive.ts';
import { StorageError } from '../ports/storage-error.ts';
import { composeObject } from './compose-object.ts';
import { inventoryAt, type ObjectRules, objectFaults, relationOf } from './object-rules.ts';

/** What became of an object in the second copy. */
export type Mirrored = 'same' | 'copied' | 'damaged' | 'conflict' | 'ahead';

/**
 * Brings the second copy of an object up to the archive's. It only ever grows: where it says something else than the
 * archive (`conflict`), or has versions that the archive has not (`ahead`: an old archive was put back), it stays as it is, and
 * so does the archive. What is damaged is not copied.
 */
export async function mirrorObject(
  place: string,
  { archive, mirror }: { readonly archive: ArchiveCopy; readonly mirror: ArchiveCopy },
  rules: ObjectRules,
): Promise<Mirrored> {
  const ours = await inventoryAt(archive.tree, place, rules);
  if (ours?.ofRoot !== true) return 'damaged';
  const theirs = await inventoryAt(mirror.tree, place, rules);
  const relation = theirs === undefined ? 'ahead' : relationOf(ours, theirs);
  if (relation === 'same') return 'same';
  if (relation === 'behind') return 'ahead';
  if (relation === 'conflict') return 'conflict';
  const { files, lacking } = await composeObject(
    ours,
    [{ tree: archive.tree, path: place }],
    rules,
  );
  if (lacking.length > 0) return 'damaged';
  await mirror.put(place, {
    files,
    async check(staged) {
      const [fault] = await objectFaults(staged, '', rules);
      if (fault !== undefined) throw new StorageError('corrupt', `${place}: ${fault.detail}`);
    },
  });
  return 'copied';
}
