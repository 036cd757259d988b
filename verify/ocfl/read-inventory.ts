import { readAll } from '../../formats/byte-source.ts';
import { INVENTORY_LIMIT, inspectInventory } from '../../formats/ocfl/inspect-inventory.ts';
import { INVENTORY, type OcflInventory } from '../../formats/ocfl/inventory.ts';
import { parseSidecar, SIDECAR_LIMIT, sidecarName } from '../../formats/ocfl/sidecar.ts';
import { digestFile, type OcflDigests } from './digest-file.ts';
import type { Report } from './findings.ts';
import { type OcflEntry, type OcflTree, pathIn } from './tree.ts';

export interface InventoryPlace {
  readonly tree: OcflTree;
  /** Object root or version directory. */
  readonly folder: string;
  readonly entries: readonly OcflEntry[];
  readonly digests: OcflDigests;
  /** Hex digits of the algorithms that `fixity` may have. */
  readonly fixityDigits: ReadonlyMap<string, number>;
}

export interface ReadInventory {
  readonly inventory: OcflInventory;
  readonly bytes: Uint8Array;
  /** False: a block is missing or unreadable, so that the directories cannot be held to it. */
  readonly whole: boolean;
}

/** Codes that leave manifest or versions, or the digest of both, unknown. */
const BROKEN = new Set([
  'E008',
  'E025',
  'E036',
  'E041',
  'E043',
  'E044',
  'E047',
  'E104',
  'E105',
  'E106',
]);

/** Reads an inventory that is there and holds its digest to the sidecar (OCFL 1.1 §3.5, §3.6). */
export async function readInventory(
  place: InventoryPlace,
  report: Report,
): Promise<ReadInventory | undefined> {
  const { tree, folder } = place;
  const path = pathIn(folder, INVENTORY);
  const bytes = await tree.read(path, async (source) =>
    source.size > INVENTORY_LIMIT ? undefined : readAll(source, INVENTORY_LIMIT),
  );
  if (bytes === undefined) {
    report('E033', path, `is over the limit of ${INVENTORY_LIMIT} octets`);
    return undefined;
  }
  const { inventory, faults } = inspectInventory(bytes, place.fixityDigits);
  for (const { code, detail } of faults) report(code, path, detail);
  const whole = !faults.some(({ code }) => BROKEN.has(code));
  await checkSidecar(place, whole ? inventory?.digestAlgorithm : undefined, report);
  return inventory === undefined ? undefined : { inventory, bytes, whole };
}

async function checkSidecar(
  { tree, folder, entries, digests }: InventoryPlace,
  algorithm: string | undefined,
  report: Report,
): Promise<void> {
  const names = entries.map(({ name }) => name).filter((name) => name.startsWith(`${INVENTORY}.`));
  const path = pathIn(folder, INVENTORY);
  // An unreadable inventory does not say which: the only one there is tells.
  const wanted = algorithm === undefined ? names[0] : sidecarName(algorithm);
  if (names.length === 0 || wanted === undefined) {
    report('E058', path, 'has no sidecar with its digest');
    return;
  }
  for (const name of names) {
    if (name !== wanted) report('E059', pathIn(folder, name), `the inventory says ${algorithm}`);
  }
  if (!names.includes(wanted)) return;
  const sidecar = pathIn(folder, wanted);
  const text = await tree.read(sidecar, async (source) =>
    source.size > SIDECAR_LIMIT
      ? ''
      : new TextDecoder().decode(await readAll(source, SIDECAR_LIMIT)),
  );
  const said = parseSidecar(text);
  if (said === undefined) {
    report('E061', sidecar, 'is not a digest, white space and inventory.json');
    return;
  }
  const name = wanted.slice(INVENTORY.length + 1);
  const found = (await digestFile(tree, path, { digests, names: [name] })).get(name);
  if (found !== undefined && said.toLowerCase() !== found) {
    report('E060', sidecar, `says ${said}, the inventory has ${found}`);
  }
}
