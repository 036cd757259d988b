import type { OcflInventory, PathsByDigest } from '../../formats/ocfl/inventory.ts';
import { parseVersionName } from '../../formats/ocfl/paths.ts';
import { compareInventories } from './compare-inventories.ts';

/**
 * Whether `newer` says of every version of `older` what `older` says, and only adds versions after them: the same object,
 * grown. An inventory extends itself.
 */
export function extendsInventory(newer: OcflInventory, older: OcflInventory): boolean {
  if (newer.digestAlgorithm !== older.digestAlgorithm) return false;
  if (numberOf(newer.head) < numberOf(older.head)) return false;
  let differs = false;
  const prior = { version: older.head, path: '', inventory: older };
  compareInventories(prior, newer, () => {
    differs = true;
  });
  const last = numberOf(older.head);
  const known = (path: string) => numberOf(path.split('/')[0] ?? '') <= last;
  return !differs && lines(newer.manifest, known) === lines(older.manifest, known);
}

const numberOf = (version: string) => parseVersionName(version)?.number ?? 0;

/** Which content lies at which place, among these places. */
function lines(manifest: PathsByDigest, among: (path: string) => boolean): string {
  return [...manifest]
    .flatMap(([digest, paths]) =>
      paths.filter(among).map((path) => JSON.stringify([path, digest.toLowerCase()])),
    )
    .sort()
    .join('\n');
}
