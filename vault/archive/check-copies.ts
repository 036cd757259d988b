import { isError } from '../../formats/ocfl/fault.ts';
import type { OcflFinding } from '../../verify/ocfl/findings.ts';
import { validateRoot } from '../../verify/ocfl/validate-root.ts';
import type { ArchiveCopy } from '../ports/archive.ts';
import { type Damage, damageOf } from './damage.ts';
import { inventoryAt, type ObjectRules, objectFaults, relationOf } from './object-rules.ts';
import { segmentId, segmentNumber } from './segment.ts';

/** Damage by the place of the object that has it; under `''` what lies in no object. */
export type DamageByPlace = Map<string, readonly Damage[]>;

export interface CheckedCopy {
  readonly places: ReadonlySet<string>;
  readonly ids: readonly string[];
  readonly damaged: DamageByPlace;
  readonly warnings: readonly OcflFinding[];
}

/** Re-reads a copy of the archive by the rules of OCFL, every file against every digest. */
export async function checkCopy(
  store: Damage['store'],
  { tree }: Pick<ArchiveCopy, 'tree'>,
  { rules, progress }: { readonly rules: ObjectRules; readonly progress: () => void },
): Promise<CheckedCopy> {
  const places = new Set<string>();
  const ids: string[] = [];
  const damaged: DamageByPlace = new Map();
  if (!(await isThere(tree))) {
    damaged.set('', [
      { store, kind: 'missing', where: 'root', detail: 'there is no storage root' },
    ]);
    return { places, ids, damaged, warnings: [] };
  }
  const told = new Set<OcflFinding>();
  const { findings } = await validateRoot({
    ...{ tree, ...rules },
    progress(path, { id, findings: ofObject }) {
      places.add(path);
      if (id !== undefined) ids.push(id);
      const errors = ofObject.filter(isError);
      if (errors.length > 0)
        damaged.set(
          path,
          errors.map((each) => damageOf(store, each)),
        );
      for (const each of ofObject) told.add(each);
      progress();
    },
  });
  const loose = findings.filter((each) => isError(each) && !told.has(each));
  if (loose.length > 0)
    damaged.set(
      '',
      loose.map((each) => damageOf(store, each)),
    );
  return { places, ids, damaged, warnings: findings.filter((each) => !isError(each)) };
}

async function isThere(tree: ArchiveCopy['tree']): Promise<boolean> {
  try {
    await tree.list('');
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
}

/** Segments are numbered without a gap. */
export function brokenChain(ids: readonly string[]): readonly Damage[] {
  const known = new Set(ids.flatMap((id) => segmentNumber(id) ?? []));
  const last = Math.max(0, ...known);
  const missing = Array.from({ length: last }, (_, at) => at + 1).filter((at) => !known.has(at));
  return missing.map((number): Damage => {
    const detail = `segment ${last} is there`;
    return { store: 'archive', kind: 'missing', where: segmentId(number), detail };
  });
}

export interface Copies {
  readonly archive: ArchiveCopy;
  readonly mirror: ArchiveCopy;
}

/** How the two copies of one object differ; what is damaged inside either is told by `checkCopy`. */
export async function compareAt(
  place: string,
  { archive, mirror }: Copies,
  rules: ObjectRules,
): Promise<readonly Damage[]> {
  const ours = await inventoryAt(archive.tree, place, rules);
  const theirs = await inventoryAt(mirror.tree, place, rules);
  const tell = (
    store: Damage['store'],
    kind: Damage['kind'],
    detail: string,
  ): readonly Damage[] => [{ store, kind, where: place, detail }];
  if (ours === undefined && theirs === undefined) return [];
  if (ours === undefined) return tell('archive', 'missing', 'the mirror has this object');
  if (theirs === undefined) return tell('mirror', 'missing', 'the archive has this object');
  switch (relationOf(ours, theirs)) {
    case 'same':
      return [];
    case 'ahead':
      return tell('mirror', 'older', `the archive has ${ours.inventory.head}`);
    case 'behind':
      return tell('archive', 'older', `the mirror has ${theirs.inventory.head}`);
    case 'conflict':
      return tell('archive', 'conflict', 'the mirror says something else of the same version');
  }
}

/** What is wrong with one object now, in one copy. */
export async function damageAt(
  store: Damage['store'],
  { tree }: ArchiveCopy,
  place: string,
  rules: ObjectRules,
): Promise<readonly Damage[]> {
  return (await objectFaults(tree, place, rules)).map((each) => damageOf(store, each));
}
