import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { cp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { INVENTORY } from '../../../formats/ocfl/inventory.ts';
import { sidecarName } from '../../../formats/ocfl/sidecar.ts';
import { DurableFolders } from '../../files/durable-folders.ts';
import { portError, systemCode } from '../../files/system-error.ts';
import { moveSynced, namesIn, syncTree, writeSynced } from './durable-tree.ts';
import { fsTree } from './fs-tree.ts';
import { type ArchiveFolders, placeObject, recoverStaging, stagedObject } from './place-object.ts';

/** The folders of an archive that gets copies; finishes what a crash interrupted there. */
export async function openCopies(folder: string): Promise<ArchiveFolders> {
  const folders = { root: join(folder, 'root'), staging: join(folder, 'staging') };
  try {
    await new DurableFolders().make(folders.staging);
    await recoverStaging(folders);
  } catch (error) {
    throw portError(error);
  }
  return folders;
}

/** Copies the files at the top of a storage root, which tell what it is. */
export async function copyTop(fromRoot: string, { root, staging }: ArchiveFolders): Promise<void> {
  if ((await namesIn(root)).length > 0) return;
  const draft = join(staging, randomBytes(8).toString('hex'));
  for (const { name, kind } of await fsTree(fromRoot).list('')) {
    if (kind === 'file' || name === 'extensions')
      await copyTree(join(fromRoot, name), join(draft, name));
  }
  await syncTree(draft);
  await rm(root, { recursive: true, force: true }); // empty, or not there
  await moveSynced(draft, root);
}

/**
 * Puts a copy of an object, file by file, in its place under another root, whatever is there. `check` holds the copy
 * to its digests before it gets its place: when it throws, nothing has changed.
 */
export async function copyObject(
  fromRoot: string,
  folders: ArchiveFolders,
  request: { readonly path: string; readonly check: (staged: string) => Promise<void> },
): Promise<void> {
  const { path, check } = request;
  const transaction = join(folders.staging, randomBytes(8).toString('hex'));
  const staged = stagedObject(transaction, path);
  try {
    await copyTree(join(fromRoot, path), staged);
    await syncTree(transaction);
    await check(staged);
  } catch (error) {
    await rm(transaction, { recursive: true, force: true });
    throw portError(error);
  }
  await placeObject(folders, transaction, { path, replace: true });
}

async function copyTree(from: string, to: string): Promise<void> {
  const names = await namesIn(from).catch((error: unknown) => {
    if (systemCode(error) === 'ENOTDIR') return undefined;
    throw error;
  });
  if (names === undefined) await writeSynced(to, createReadStream(from));
  else for (const name of names) await copyTree(join(from, name), join(to, name));
}

/** Whether two roots have the same object at a place: the sidecar of its inventory speaks for all of it. */
export async function isSameObject(a: string, b: string, path: string): Promise<boolean> {
  const [one, other] = await Promise.all([sidecarAt(a, path), sidecarAt(b, path)]);
  return one !== undefined && one === other;
}

async function sidecarAt(root: string, path: string): Promise<string | undefined> {
  try {
    return await readFile(join(root, path, sidecarName('sha512')), 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw portError(error);
  }
}

/** Keeps what is about to be replaced, for who wants to know what became of it. */
export async function keepDamaged(from: string, to: string): Promise<void> {
  await cp(from, to, { recursive: true });
}

/** Places of the objects under a root, in order. */
export async function* objectPaths(root: string, path = ''): AsyncGenerator<string> {
  if ((await namesIn(root)).length === 0) return;
  const entries = await fsTree(root).list(path);
  if (entries.some(({ name }) => name === INVENTORY || name.startsWith('0=ocfl_object_'))) {
    yield path;
    return;
  }
  for (const { name, kind } of entries) {
    if (kind !== 'folder' || (path === '' && name === 'extensions')) continue;
    yield* objectPaths(root, path === '' ? name : `${path}/${name}`);
  }
}
