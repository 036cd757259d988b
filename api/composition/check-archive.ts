import { appendFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isError } from '../../formats/ocfl/fault.ts';
import {
  copyObject,
  keepDamaged,
  objectPaths,
  openCopies,
} from '../../storage/archive/fs/copy-object.ts';
import { fsTree } from '../../storage/archive/fs/fs-tree.ts';
import { readArchive, rootOf } from '../../storage/archive/fs/open-archive.ts';
import { STREEBOG_DIGITS } from '../../storage/archive/root-texts.ts';
import { openFsBlobs } from '../../storage/blobs/fs/open-fs-blobs.ts';
import { DurableFolders } from '../../storage/files/durable-folders.ts';
import { filesOf } from '../../vault/archive/restore-blobs.ts';
import { segmentId, segmentNumber } from '../../vault/archive/segment.ts';
import { StorageError } from '../../vault/ports/storage-error.ts';
import { digestFile } from '../../verify/ocfl/digest-file.ts';
import type { OcflFinding } from '../../verify/ocfl/findings.ts';
import { validateRoot } from '../../verify/ocfl/validate-root.ts';
import type { Config } from '../config.ts';
import { archiveFolder } from './archive-store.ts';
import { CHECK_DIGESTS, isSound } from './mirror-archive.ts';

export interface Damaged {
  /** In which store. */
  readonly store: 'archive' | 'documents';
  readonly kind: 'changed' | 'missing' | 'unknown' | 'invalid';
  /** Path under the storage root or the folder of documents, or the id of an object. */
  readonly where: string;
  readonly detail: string;
  readonly repaired: boolean;
}

export interface FsckReport {
  readonly objects: number;
  readonly files: number;
  readonly damaged: readonly Damaged[];
  readonly warnings: readonly OcflFinding[];
}

export interface FsckRequest {
  readonly repair: boolean;
  readonly now: () => Date;
  readonly progress: (objects: number) => void;
}

/** Holds any storage root to OCFL 1.1. */
export async function checkRoot(
  root: string,
  progress: (objects: number) => void,
): Promise<FsckReport> {
  let objects = 0;
  const { findings } = await validateRoot({
    ...{ tree: fsTree(root), digests: CHECK_DIGESTS, localDigests: STREEBOG_DIGITS },
    progress: () => progress(++objects),
  });
  const damaged = findings.filter(isError).map((finding) => damageOf(finding));
  return { objects, files: 0, damaged, warnings: findings.filter((each) => !isError(each)) };
}

function damageOf({ code, path, detail }: OcflFinding): Damaged {
  const gone = detail === 'is not there' || code === 'E063';
  const kind = gone
    ? 'missing'
    : code === 'E092' || code === 'E093' || code === 'E060'
      ? 'changed'
      : code === 'E023' || code === 'E001' || code === 'E015' || code === 'E072'
        ? 'unknown'
        : 'invalid';
  return { store: 'archive', kind, where: path, detail: `${code} ${detail}`, repaired: false };
}

/**
 * Re-reads everything: the archive by the rules of OCFL, the chain of its segments, and every stored file against its
 * name and what the archive lists. With `repair` a damaged object is replaced by the mirror's, a damaged file by the
 * archive's, each held to its digests before and after; what was replaced stays in `damaged/`.
 */
export async function checkArchive(config: Config, request: FsckRequest): Promise<FsckReport> {
  const folder = archiveFolder(config);
  const found = await checkRoot(rootOf(folder), request.progress);
  const missing = await missingObjects(config);
  const chain = await brokenChain(folder);
  let damaged = [...found.damaged, ...missing, ...chain];
  if (request.repair && config.archiveMirror !== undefined) {
    damaged = await repairObjects(damaged, config, request);
  }
  const documents = config.s3 === undefined ? await checkDocuments(config, request) : NOTHING;
  return {
    objects: found.objects,
    files: documents.files,
    damaged: [...damaged, ...documents.damaged],
    warnings: found.warnings,
  };
}

const NOTHING = { files: 0, damaged: [] };

/** What the mirror has and the archive has not. */
async function missingObjects(config: Config): Promise<readonly Damaged[]> {
  const { archiveMirror } = config;
  if (archiveMirror === undefined) return [];
  const root = rootOf(archiveFolder(config));
  const missing: Damaged[] = [];
  for await (const path of objectPaths(rootOf(archiveMirror))) {
    if (await isThere(join(root, path))) continue;
    const detail = 'the mirror has this object';
    missing.push({ store: 'archive', kind: 'missing', where: path, detail, repaired: false });
  }
  return missing;
}

/** Segments are numbered without a gap. */
async function brokenChain(folder: string): Promise<readonly Damaged[]> {
  const numbers: number[] = [];
  try {
    for await (const id of readArchive(folder).ids()) {
      const number = segmentNumber(id);
      if (number !== undefined) numbers.push(number);
    }
  } catch {
    return []; // an inventory is unreadable: told above
  }
  numbers.sort((a, b) => a - b);
  const last = numbers.at(-1) ?? 0;
  const known = new Set(numbers);
  return Array.from({ length: last }, (_, at) => at + 1)
    .filter((number) => !known.has(number))
    .map((number) => {
      const detail = `segment ${last} is there`;
      return {
        store: 'archive',
        kind: 'missing',
        where: segmentId(number),
        detail,
        repaired: false,
      };
    });
}

async function repairObjects(
  damaged: readonly Damaged[],
  config: Config,
  { now }: FsckRequest,
): Promise<Damaged[]> {
  const folder = archiveFolder(config);
  const mirror = rootOf(config.archiveMirror ?? '');
  const folders = await openCopies(folder);
  const healed = new Set<string>();
  const tried = new Set<string>();
  for (const { where } of damaged) {
    for await (const path of objectPaths(mirror)) {
      if ((where !== path && !where.startsWith(`${path}/`)) || tried.has(path)) continue;
      tried.add(path);
      if (!(await isSound(mirror, path))) continue;
      await keepAside(join(folders.root, path), folder, now());
      await copyObject(mirror, folders, {
        path,
        check: async (staged) => {
          if (!(await isSound(staged, '')))
            throw new StorageError('corrupt', `the copy of ${path} is damaged`);
        },
      });
      if (await isSound(folders.root, path)) {
        healed.add(path);
        await note(folder, { at: now().toISOString(), object: path, from: 'mirror' });
      }
    }
  }
  return damaged.map((each) => {
    const repaired = [...healed].some(
      (path) => each.where === path || each.where.startsWith(`${path}/`),
    );
    return repaired ? { ...each, repaired } : each;
  });
}

async function keepAside(from: string, folder: string, time: Date): Promise<void> {
  if (!(await isThere(from))) return;
  const aside = join(folder, 'damaged', time.toISOString().replaceAll(/[:.]/g, '-'));
  await new DurableFolders().make(aside);
  await keepDamaged(from, join(aside, from.split('/').at(-1) ?? 'object'));
}

/** What was repaired, a line each, for ever. */
async function note(folder: string, line: Readonly<Record<string, string>>): Promise<void> {
  await appendFile(join(folder, 'repairs.jsonl'), `${JSON.stringify(line)}\n`);
}

/** Stored files are named by the SHA-256 of their octets; the archive tells which there must be. */
async function checkDocuments(config: Config, { repair, now }: FsckRequest) {
  const folder = join(config.data, 'documents', 'blobs');
  const listed = await listedFiles(archiveFolder(config));
  const damaged: Damaged[] = [];
  let files = 0;
  const seen = new Set<string>();
  for await (const { id, path } of storedFiles(folder)) {
    files += 1;
    seen.add(id);
    const sha256 = (
      await digestFile(fsTree(folder), path, { digests: CHECK_DIGESTS, names: ['sha256'] })
    ).get('sha256');
    if (sha256 !== id.split('/')[1]) {
      const detail = `has SHA-256 ${sha256}`;
      const place = listed.get(id);
      const repaired =
        repair && place !== undefined && (await restore(id, path, { config, place, now: now() }));
      damaged.push({ store: 'documents', kind: 'changed', where: id, detail, repaired });
    } else if (!listed.has(id)) {
      const detail = 'no object of the archive has it, or not yet';
      damaged.push({ store: 'documents', kind: 'unknown', where: id, detail, repaired: false });
    }
  }
  for (const [id, place] of listed) {
    if (seen.has(id)) continue;
    const repaired = repair && (await restore(id, undefined, { config, place, now: now() }));
    const detail = `${place.object} has it`;
    damaged.push({ store: 'documents', kind: 'missing', where: id, detail, repaired });
  }
  return { files, damaged };
}

interface Place {
  readonly object: string;
  readonly path: string;
}

async function listedFiles(folder: string): Promise<ReadonlyMap<string, Place>> {
  const archive = readArchive(folder);
  const listed = new Map<string, Place>();
  const objects: string[] = [];
  try {
    for await (const id of archive.ids()) if (segmentNumber(id) === undefined) objects.push(id);
  } catch {
    // an inventory is unreadable: told with the archive
  }
  for (const object of objects) {
    const files = await filesOf(object, archive).catch(() => []); // told with the archive
    for (const { id, path } of files ?? []) if (!listed.has(id)) listed.set(id, { object, path });
  }
  return listed;
}

async function* storedFiles(
  folder: string,
): AsyncGenerator<{ readonly id: string; readonly path: string }> {
  if (!(await isThere(folder))) return;
  const tree = fsTree(folder);
  for (const owner of await tree.list('')) {
    for (const spread of await tree.list(owner.name)) {
      for (const file of await tree.list(`${owner.name}/${spread.name}`)) {
        yield {
          id: `${owner.name}/${file.name}`,
          path: `${owner.name}/${spread.name}/${file.name}`,
        };
      }
    }
  }
}

/** The archive holds its copy to SHA-512 while it is read, the store to SHA-256 while it is kept. */
async function restore(
  id: string,
  path: string | undefined,
  { config, place, now }: { readonly config: Config; readonly place: Place; readonly now: Date },
): Promise<boolean> {
  const folder = archiveFolder(config);
  const documents = join(config.data, 'documents');
  const file = path === undefined ? undefined : join(documents, 'blobs', path);
  const aside = `${file}.damaged`;
  const blobs = await openFsBlobs({ folder: documents });
  if (file !== undefined) {
    await keepAside(file, folder, now);
    await rename(file, aside);
  }
  try {
    const content = readArchive(folder).content(place.object, place.path);
    const staged = await blobs.stage(id.split('/')[0] ?? '', content, Number.MAX_SAFE_INTEGER);
    const kept = await staged.keep();
    if (kept.id !== id) throw new StorageError('corrupt', `the archive has ${kept.id}`);
    if (file !== undefined) await rm(aside, { force: true });
    await note(folder, { at: now.toISOString(), file: id, from: place.object });
    return true;
  } catch (error) {
    if (file !== undefined) await rename(aside, file);
    if (error instanceof StorageError && error.code === 'corrupt') return false;
    throw error;
  }
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
