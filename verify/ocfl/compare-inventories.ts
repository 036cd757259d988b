import type { OcflInventory } from '../../formats/ocfl/inventory.ts';
import type { Report } from './findings.ts';

export interface PriorInventory {
  /** Name of the version directory that has it. */
  readonly version: string;
  readonly path: string;
  readonly inventory: OcflInventory;
}

/** What an earlier inventory says must be what the current one says of the same versions (OCFL 1.1 §3.7). */
export function compareInventories(
  { version, path, inventory: prior }: PriorInventory,
  current: OcflInventory,
  report: Report,
): void {
  if (prior.id !== current.id) report('E110', path, `id is "${prior.id}", now "${current.id}"`);
  if (prior.head !== version) report('E040', path, `head is "${prior.head}" in ${version}`);
  if (prior.contentDirectory !== current.contentDirectory) {
    const code = prior.contentDirectory === undefined ? 'E019' : 'E020';
    report(
      code,
      path,
      `contentDirectory is ${prior.contentDirectory}, now ${current.contentDirectory}`,
    );
  }
  if (prior.edition > current.edition) {
    report('E103', path, `edition ${prior.edition} before ${current.edition}`);
  }
  for (const [name, before] of prior.versions) {
    const after = current.versions.get(name);
    if (
      after === undefined ||
      stateText(prior, name, current) !== stateText(current, name, prior)
    ) {
      report('E066', path, `${name} has another state than in the current inventory`);
    }
    if (after === undefined) continue;
    for (const key of ['created', 'message', 'user'] as const) {
      if (JSON.stringify(before[key]) !== JSON.stringify(after[key])) {
        report('W011', path, `${name}: ${key} differs from the current inventory`);
      }
    }
  }
}

/**
 * Which content each logical path has. By digest, or where the two inventories use different ones, by the first
 * place of the content, among the versions that both know.
 */
function stateText(inventory: OcflInventory, name: string, other: OcflInventory): string {
  const sameDigest = inventory.digestAlgorithm === other.digestAlgorithm;
  const known = (path: string) =>
    [inventory, other].every(({ versions }) => versions.has(versionOf(path)));
  const contentOf = (digest: string) =>
    sameDigest
      ? digest.toLowerCase()
      : [...(inventory.manifest.get(digest) ?? [])].filter(known).sort()[0];
  const lines: string[] = [];
  for (const [digest, paths] of inventory.versions.get(name)?.state ?? []) {
    for (const path of paths) lines.push(JSON.stringify([path, contentOf(digest)]));
  }
  return lines.sort().join('\n');
}

const versionOf = (path: string) => path.split('/')[0] ?? '';
