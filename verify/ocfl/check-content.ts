import { CONTENT, type OcflInventory, type PathsByDigest } from '../../formats/ocfl/inventory.ts';
import { parseVersionName, pathFault } from '../../formats/ocfl/paths.ts';
import type { PriorInventory } from './compare-inventories.ts';
import { digestFile, type OcflDigests } from './digest-file.ts';
import type { Report } from './findings.ts';
import { type OcflTree, pathIn } from './tree.ts';

export interface ContentPlace {
  readonly tree: OcflTree;
  readonly object: string;
  readonly digests: OcflDigests;
  /** Content files that are there, relative to the object's root. */
  readonly files: ReadonlySet<string>;
}

/** Every file is in the manifest, everything in the manifest is there, and all digests are right. */
export async function checkContent(
  place: ContentPlace,
  current: OcflInventory,
  prior: readonly PriorInventory[],
  report: Report,
): Promise<void> {
  const { files, object } = place;
  const claims = new Map<string, Claim[]>();
  gather(claims, current.manifest, { name: current.digestAlgorithm, code: 'E092' });
  for (const [name, block] of current.fixity) gather(claims, block, { name, code: 'E093' });
  for (const { inventory } of prior) {
    gather(claims, inventory.manifest, { name: inventory.digestAlgorithm, code: 'E092' });
    for (const [name, block] of inventory.fixity) gather(claims, block, { name, code: 'E093' });
  }
  const known = new Set([...current.manifest.values()].flat());
  for (const path of known) checkPlace(path, object, current, report);
  for (const path of files) {
    if (!known.has(path)) report('E023', pathIn(object, path), 'is not in the manifest');
  }
  checkPriorManifests(files, prior, object, report);
  for (const [path, list] of claims) await checkFile(place, path, list, report);
}

interface Claim {
  readonly name: string;
  readonly code: 'E092' | 'E093';
  readonly digest: string;
}

function gather(
  claims: Map<string, Claim[]>,
  block: PathsByDigest,
  { name, code }: Pick<Claim, 'name' | 'code'>,
): void {
  for (const [digest, paths] of block) {
    for (const path of paths) {
      if (pathFault(path) !== undefined) continue; // told already, and never opened
      const list = claims.get(path) ?? [];
      const claim = { name, code, digest: digest.toLowerCase() };
      if (!list.some((each) => each.name === name && each.digest === claim.digest))
        list.push(claim);
      claims.set(path, list);
    }
  }
}

/** OCFL 1.1 §3.5.2: content lies in the content directory of a version that there is. */
function checkPlace(path: string, object: string, inventory: OcflInventory, report: Report): void {
  const [version = '', folder, ...rest] = path.split('/');
  const parsed = parseVersionName(version);
  if (parsed === undefined || pathFault(path) !== undefined) return; // told with the inventory
  if (!inventory.versions.has(version)) {
    const other = [...inventory.versions.keys()].some(
      (name) => parseVersionName(name)?.number === parsed.number,
    );
    report(
      other ? 'E014' : 'E042',
      pathIn(object, path),
      `no version directory is named ${version}`,
    );
  } else if (folder !== (inventory.contentDirectory ?? CONTENT) || rest.length === 0) {
    report('E042', pathIn(object, path), 'is in no content directory');
  }
}

/** OCFL 1.1 §3.3.1: what lay there when a version was made is in that version's own manifest. */
function checkPriorManifests(
  files: ReadonlySet<string>,
  prior: readonly PriorInventory[],
  object: string,
  report: Report,
): void {
  for (const { version, inventory, path: place } of prior) {
    const known = new Set([...inventory.manifest.values()].flat());
    const last = parseVersionName(version)?.number ?? 0;
    for (const path of files) {
      const number = parseVersionName(path.split('/')[0] ?? '')?.number ?? 0;
      if (number <= last && !known.has(path)) {
        report('E023', pathIn(object, path), `is not in the manifest of ${place}`);
      }
    }
  }
}

async function checkFile(
  { tree, object, digests, files }: ContentPlace,
  path: string,
  claims: readonly Claim[],
  report: Report,
): Promise<void> {
  const full = pathIn(object, path);
  if (!files.has(path)) {
    for (const code of new Set(claims.map((claim) => claim.code)))
      report(code, full, 'is not there');
    return;
  }
  const names = [...new Set(claims.map(({ name }) => name))];
  const found = await digestFile(tree, full, { digests, names });
  for (const { name, code, digest } of claims) {
    const actual = found.get(name);
    if (actual !== undefined && actual !== digest) {
      report(code, full, `has ${name} ${actual}, not ${digest}`);
    }
  }
}
