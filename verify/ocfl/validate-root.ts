import { readAll } from '../../formats/byte-source.ts';
import { toHex } from '../../formats/hex.ts';
import { INVENTORY } from '../../formats/ocfl/inventory.ts';
import { LAYOUT, objectPath } from '../../formats/ocfl/layout.ts';
import { checkDeclaration } from './check-declaration.ts';
import type { OcflDigests } from './digest-file.ts';
import { type OcflFinding, REGISTERED_EXTENSIONS, type Report } from './findings.ts';
import { type OcflEntry, type OcflTree, pathIn } from './tree.ts';
import { checkExtensions, type ValidatedObject, validateObject } from './validate-object.ts';
import { isPlainFile } from './walk-content.ts';

export interface RootRequest {
  readonly tree: OcflTree;
  readonly digests: OcflDigests;
  readonly localDigests?: ReadonlyMap<string, number>;
  /** Told after each object. */
  readonly progress?: (path: string, object: ValidatedObject) => void;
}

export interface ValidatedRoot {
  readonly objects: number;
  readonly findings: readonly OcflFinding[];
}

const LAYOUT_FILE = 'ocfl_layout.json';
const LAYOUT_LIMIT = 64 * 1024;
/** Folders above an object: more than any layout has. */
const DEEPEST = 32;

/** Holds a storage root to OCFL 1.1 §4, and each object in it to §3. Rejects only when the tree cannot be read. */
export async function validateRoot(request: RootRequest): Promise<ValidatedRoot> {
  const { tree } = request;
  const findings: OcflFinding[] = [];
  const report: Report = (code, path, detail) => void findings.push({ code, path, detail });
  const entries = await tree.list('');
  const declared = await checkDeclaration('ocfl_', { tree, folder: '', entries }, report);
  const layout = await readLayout(tree, entries, report);
  const objects: { path: string; object: ValidatedObject }[] = [];
  for (const entry of entries) {
    if (entry.kind === 'folder' && entry.name === 'extensions') {
      await checkExtensions(tree, entry.name, { file: 'E112', name: 'W016' }, report);
    } else if (entry.kind === 'folder') {
      await walk(request, entry.name, report, (path, object) => {
        objects.push({ path, object: { ...object, findings: [] } });
        findings.push(...object.findings);
        request.progress?.(path, object);
      });
    } else isPlainFile(entry, entry.name, report);
  }
  for (const { path, object } of objects) {
    if ((object.edition ?? '') > (declared.edition ?? '9')) {
      report('E081', path, `is of edition ${object.edition}, the root of ${declared.edition}`);
    }
  }
  await checkPlaces(request, objects, layout, report);
  return { objects: objects.length, findings };
}

/** OCFL 1.1 §4.3: folders lead to objects, and to nothing else. */
async function walk(
  request: RootRequest,
  path: string,
  report: Report,
  found: (path: string, object: ValidatedObject) => void,
): Promise<void> {
  const entries = await request.tree.list(path);
  if (isObject(entries)) {
    const { tree, digests, localDigests } = request;
    const local = localDigests === undefined ? {} : { localDigests };
    found(path, await validateObject({ tree, path, digests, ...local }));
    return;
  }
  if (path.split('/').length > DEEPEST) throw new RangeError(`${path} lies too deep`);
  if (entries.length === 0) report('E073', path, 'is empty');
  const folders = entries.filter(({ kind }) => kind === 'folder');
  for (const entry of entries) {
    const inside = pathIn(path, entry.name);
    if (entry.kind === 'folder') await walk(request, inside, report, found);
    else if (isPlainFile(entry, inside, report)) {
      report(folders.length > 0 ? 'E084' : 'E072', inside, 'is no part of an object');
    }
  }
  if (folders.length === 0 && entries.length > 0) report('E085', path, 'leads to no object');
}

const isObject = (entries: readonly OcflEntry[]) =>
  entries.some(
    ({ name, kind }) =>
      kind === 'file' && (name.startsWith('0=ocfl_object_') || name === INVENTORY),
  );

/** The extension that the root's layout names; undefined: it names none. */
async function readLayout(
  tree: OcflTree,
  entries: readonly OcflEntry[],
  report: Report,
): Promise<string | undefined> {
  if (!entries.some(({ name, kind }) => name === LAYOUT_FILE && kind === 'file')) return undefined;
  const text = await tree.read(LAYOUT_FILE, async (source) =>
    source.size > LAYOUT_LIMIT ? '' : new TextDecoder().decode(await readAll(source, LAYOUT_LIMIT)),
  );
  const keys = new Map(Object.entries(jsonObject(text)));
  const extension = keys.get('extension');
  if (typeof extension !== 'string' || typeof keys.get('description') !== 'string') {
    report('E070', LAYOUT_FILE, 'has no texts "extension" and "description"');
    return undefined;
  }
  if (!REGISTERED_EXTENSIONS.has(extension)) report('E071', LAYOUT_FILE, `names "${extension}"`);
  return extension;
}

function jsonObject(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {}; // not JSON: no key is there
  }
}

type Placed = { readonly path: string; readonly object: ValidatedObject };

/** One place for each id and one id in each place (OCFL 1.1 §3.5.1, §4.3). */
async function checkPlaces(
  request: RootRequest,
  objects: readonly Placed[],
  layout: string | undefined,
  report: Report,
): Promise<void> {
  const places = new Map<string, string>();
  const ours = layout === LAYOUT && (await hasOurParameters(request.tree));
  for (const { path, object } of objects) {
    const { id } = object;
    if (id === undefined || id === '') continue;
    const other = places.get(id);
    if (other !== undefined) report('E037', path, `has the id of ${other}`);
    places.set(id, path);
    if (ours && path !== objectPath(digestOf(request.digests, id))) {
      report('E083', path, `id "${id}" belongs elsewhere by the layout`);
    }
  }
  const depths = new Set(objects.map(({ path }) => path.split('/').length));
  if (depths.size > 1) {
    report(depths.has(1) ? 'W015' : 'W014', '', 'objects lie at different depths');
  }
}

function digestOf(digests: OcflDigests, id: string): string {
  const stream = digests.get('sha256')?.();
  stream?.update(new TextEncoder().encode(id));
  return stream === undefined ? '' : toHex(stream.finish());
}

/** The parameters of the layout as this program writes them, which are also its defaults. */
async function hasOurParameters(tree: OcflTree): Promise<boolean> {
  const folder = `extensions/${LAYOUT}`;
  const extensions = await tree
    .list('')
    .then((list) => list.some(({ name }) => name === 'extensions'));
  const named = extensions && (await tree.list('extensions')).some(({ name }) => name === LAYOUT);
  if (!named) return true;
  if (!(await tree.list(folder)).some(({ name }) => name === 'config.json')) return true;
  const text = await tree.read(`${folder}/config.json`, async (source) =>
    new TextDecoder().decode(await source.read(0, LAYOUT_LIMIT)),
  );
  const config = new Map(Object.entries(jsonObject(text)));
  const has = (key: string, value: unknown) => (config.get(key) ?? value) === value;
  return (
    has('digestAlgorithm', 'sha256') &&
    has('tupleSize', 3) &&
    has('numberOfTuples', 3) &&
    has('shortObjectRoot', false)
  );
}
