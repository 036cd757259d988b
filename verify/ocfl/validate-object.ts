import { FIXITY_DIGITS } from '../../formats/ocfl/inspect-inventory.ts';
import { CONTENT, EDITIONS, INVENTORY, type OcflInventory } from '../../formats/ocfl/inventory.ts';
import { parseVersionName } from '../../formats/ocfl/paths.ts';
import { checkContent } from './check-content.ts';
import { checkDeclaration } from './check-declaration.ts';
import { compareInventories, type PriorInventory } from './compare-inventories.ts';
import type { OcflDigests } from './digest-file.ts';
import { type OcflFinding, REGISTERED_EXTENSIONS, type Report } from './findings.ts';
import { type InventoryPlace, type ReadInventory, readInventory } from './read-inventory.ts';
import { type OcflEntry, type OcflTree, pathIn } from './tree.ts';
import { contentFiles, isPlainFile } from './walk-content.ts';

export interface ObjectRequest {
  readonly tree: OcflTree;
  /** The object's root in the tree; `''` is the top. */
  readonly path: string;
  readonly digests: OcflDigests;
  /** Further digest algorithms that a local extension names, with the hex digits of a value. */
  readonly localDigests?: ReadonlyMap<string, number>;
}

export interface ValidatedObject {
  /** Undefined: it cannot be told. */
  readonly id: string | undefined;
  readonly edition: string | undefined;
  readonly inventory: OcflInventory | undefined;
  readonly findings: readonly OcflFinding[];
}

/** Holds an object to OCFL 1.1 §3; every content file is read once. Rejects only when the tree cannot be read. */
export async function validateObject(request: ObjectRequest): Promise<ValidatedObject> {
  const { tree, path } = request;
  const findings: OcflFinding[] = [];
  const report: Report = (code, where, detail) => void findings.push({ code, path: where, detail });
  const entries = await tree.list(path);
  const declared = await checkDeclaration('ocfl_object_', { tree, folder: path, entries }, report);
  const place = placeOf(request, path, entries);
  const read = await readRoot(place, report);
  await checkRootEntries(place, { names: declared.names, read }, report);
  if (read !== undefined) {
    const { inventory } = read;
    if (declared.edition !== undefined && declared.edition !== inventory.edition) {
      report(
        'E038',
        pathIn(path, INVENTORY),
        `type is of ${inventory.edition}, not ${declared.edition}`,
      );
    }
    if (read.whole) await checkVersions(request, { entries, read }, report);
  }
  return {
    id: read?.inventory.id,
    edition: declared.edition,
    inventory: read?.inventory,
    findings,
  };
}

function placeOf(
  { tree, digests, localDigests }: ObjectRequest,
  folder: string,
  entries: readonly OcflEntry[],
): InventoryPlace {
  const fixityDigits = new Map([...FIXITY_DIGITS, ...(localDigests ?? [])]);
  return { tree, folder, entries, digests, fixityDigits };
}

async function readRoot(place: InventoryPlace, report: Report): Promise<ReadInventory | undefined> {
  if (place.entries.some(({ name, kind }) => name === INVENTORY && kind === 'file')) {
    return readInventory(place, report);
  }
  report('E063', place.folder, `there is no ${INVENTORY}`);
  return undefined;
}

/** OCFL 1.1 §3.1: nothing else lies in an object's root. */
async function checkRootEntries(
  { tree, folder, entries }: InventoryPlace,
  known: { readonly names: ReadonlySet<string>; readonly read: ReadInventory | undefined },
  report: Report,
): Promise<void> {
  for (const entry of entries) {
    const { name } = entry;
    const path = pathIn(folder, name);
    if (entry.kind === 'folder') {
      if (name === 'extensions')
        await checkExtensions(tree, path, { file: 'E067', name: 'W013' }, report);
      else if (name !== 'logs' && known.read?.inventory.versions.has(name) !== true) {
        if (parseVersionName(name) === undefined) await extraFolder(tree, path, report);
        else if (known.read?.whole === true) report('E046', path, 'is no version of the inventory');
      }
    } else if (isPlainFile(entry, path, report)) {
      const ours = known.names.has(name) || name === INVENTORY || name.startsWith(`${INVENTORY}.`);
      if (!ours) report('E001', path, 'does not belong there');
    }
  }
}

async function extraFolder(tree: OcflTree, path: string, report: Report): Promise<void> {
  report('E001', path, 'does not belong there');
  const inside = await tree.list(path);
  if (inside.some(({ name }) => name.startsWith('0=ocfl_object_'))) {
    report('E082', path, 'is an object inside an object');
  }
}

/** OCFL 1.1 §3.9, §4.4: folders of extensions, and nothing beside them. */
export async function checkExtensions(
  tree: OcflTree,
  path: string,
  codes: { readonly file: 'E067' | 'E112'; readonly name: 'W013' | 'W016' },
  report: Report,
): Promise<void> {
  for (const { name, kind } of await tree.list(path)) {
    if (kind !== 'folder') report(codes.file, pathIn(path, name), 'is no folder of an extension');
    else if (!REGISTERED_EXTENSIONS.has(name)) {
      report(codes.name, pathIn(path, name), 'is no registered extension');
    }
  }
}

async function checkVersions(
  request: ObjectRequest,
  { entries, read }: { readonly entries: readonly OcflEntry[]; readonly read: ReadInventory },
  report: Report,
): Promise<void> {
  const { tree, path: object } = request;
  const folders = new Set(entries.filter(({ kind }) => kind === 'folder').map(({ name }) => name));
  const files = new Set<string>();
  const prior: PriorInventory[] = [];
  for (const name of [...read.inventory.versions.keys()].sort(byNumber)) {
    if (!folders.has(name)) {
      if (parseVersionName(name) !== undefined)
        report('E046', pathIn(object, name), 'is not there');
      continue;
    }
    const found = await checkVersion(request, { name, read }, report);
    for (const file of found.files) files.add(file.slice(object === '' ? 0 : object.length + 1));
    if (found.prior !== undefined) prior.push(found.prior);
  }
  checkOrder(prior, report);
  await checkContent(
    { tree, object, digests: request.digests, files },
    read.inventory,
    prior,
    report,
  );
}

const byNumber = (a: string, b: string) =>
  (parseVersionName(a)?.number ?? 0) - (parseVersionName(b)?.number ?? 0);

/** OCFL 1.1 §3.7.1: the edition never goes back. */
function checkOrder(prior: readonly PriorInventory[], report: Report): void {
  for (const [at, { inventory, path }] of prior.entries()) {
    const before = prior[at - 1]?.inventory.edition ?? '';
    if (EDITIONS.indexOf(inventory.edition) < EDITIONS.indexOf(before)) {
      report('E103', path, `edition ${inventory.edition} after ${before}`);
    }
  }
}

async function checkVersion(
  request: ObjectRequest,
  { name, read }: { readonly name: string; readonly read: ReadInventory },
  report: Report,
): Promise<{ readonly files: readonly string[]; readonly prior: PriorInventory | undefined }> {
  const { tree, path: object } = request;
  const folder = pathIn(object, name);
  const entries = await tree.list(folder);
  const content = read.inventory.contentDirectory ?? CONTENT;
  for (const entry of entries) {
    const path = pathIn(folder, entry.name);
    if (entry.kind === 'folder') {
      if (entry.name !== content) report('W002', path, 'is no content directory');
    } else if (isPlainFile(entry, path, report) && !entry.name.startsWith(INVENTORY)) {
      report('E015', path, 'does not belong there');
    }
  }
  const files = await filesOf(request, { name, content, entries, read }, report);
  const prior = await priorOf(request, { name, entries, read }, report);
  return { files, prior };
}

async function filesOf(
  { tree, path: object }: ObjectRequest,
  version: {
    readonly name: string;
    readonly content: string;
    readonly entries: readonly OcflEntry[];
    readonly read: ReadInventory;
  },
  report: Report,
): Promise<readonly string[]> {
  const { name, content, entries, read } = version;
  const folder = pathIn(pathIn(object, name), content);
  const prefix = `${name}/${content}/`;
  const wanted = [...read.inventory.manifest.values()]
    .flat()
    .some((path) => path.startsWith(prefix));
  if (!entries.some((entry) => entry.name === content && entry.kind === 'folder')) {
    if (wanted) report('E016', pathIn(object, name), `there is no folder ${content}`);
    return [];
  }
  const files = await contentFiles(tree, folder, report);
  if (!wanted && files.length === 0) report('W003', folder, 'holds nothing');
  return files;
}

async function priorOf(
  request: ObjectRequest,
  version: {
    readonly name: string;
    readonly entries: readonly OcflEntry[];
    readonly read: ReadInventory;
  },
  report: Report,
): Promise<PriorInventory | undefined> {
  const { name, entries, read } = version;
  const folder = pathIn(request.path, name);
  const path = pathIn(folder, INVENTORY);
  if (!entries.some((entry) => entry.name === INVENTORY && entry.kind === 'file')) {
    report('W010', folder, `there is no ${INVENTORY}`);
    return undefined;
  }
  if (name === read.inventory.head) {
    const same = await request.tree.read(path, (source) =>
      equals(source.read(0, source.size), read.bytes),
    );
    if (same) return undefined;
    report('E064', path, 'is not the inventory of the object’s root');
  }
  const found = await readInventory(placeOf(request, folder, entries), report);
  if (found === undefined) return undefined;
  const prior = { version: name, path, inventory: found.inventory };
  compareInventories(prior, read.inventory, report);
  return prior;
}

async function equals(bytes: Promise<Uint8Array>, other: Uint8Array): Promise<boolean> {
  const found = await bytes;
  return found.length === other.length && found.every((octet, at) => octet === other[at]);
}
