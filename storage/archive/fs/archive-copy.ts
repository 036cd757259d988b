import { randomBytes } from 'node:crypto';
import { cp, rm } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { pieces } from '../../../formats/byte-source.ts';
import type { ArchiveCopy, CopiedFile, CopiedObject } from '../../../vault/ports/archive.ts';
import { DurableFolders } from '../../files/durable-folders.ts';
import { portError } from '../../files/system-error.ts';
import { namesIn, syncTree, writeSynced } from './durable-tree.ts';
import { fsTree } from './fs-tree.ts';
import { objectPlaces } from './object-places.ts';
import { readArchive, rootOf } from './open-archive.ts';
import { placeObject, recoverStaging, stagedObject } from './place-object.ts';

/**
 * A copy of an archive in its folder (`openArchive`). What a crash interrupted there is finished before the first object
 * is put; who only reads changes nothing.
 */
export function archiveCopy(folder: string): ArchiveCopy {
  const folders = { root: rootOf(folder), staging: join(resolve(folder), 'staging') };
  const tree = fsTree(folders.root);
  let ready: Promise<void> | undefined;
  const prepare = async () => {
    await new DurableFolders().make(folders.staging);
    await recoverStaging(folders);
  };
  return {
    ...readArchive(folder),
    tree,
    places: (after) => objectPlaces(tree, after),
    async put(place, object) {
      const transaction = join(folders.staging, randomBytes(8).toString('hex'));
      try {
        ready ??= prepare();
        await ready;
        await stage(stagedObject(transaction, place), object);
        if (object.aside !== undefined) await keepAside(folder, place, object.aside);
      } catch (error) {
        await rm(transaction, { recursive: true, force: true });
        throw portError(error);
      }
      try {
        await placeObject(folders, transaction, { path: place, replace: true });
      } catch (error) {
        ready = undefined; // the object may be on its way still
        throw portError(error);
      }
    },
  };
}

async function stage(folder: string, object: CopiedObject): Promise<void> {
  for (const [path, content] of object.files)
    await write(join(folder, ...path.split('/')), content);
  await syncTree(folder);
  await object.check(fsTree(folder));
}

async function write(file: string, content: Uint8Array | CopiedFile): Promise<void> {
  if (content instanceof Uint8Array) return writeSynced(file, content);
  await content.tree.read(content.path, (source) => writeSynced(file, pieces(source)));
}

async function keepAside(folder: string, place: string, aside: string): Promise<void> {
  const from = join(rootOf(folder), place);
  if ((await namesIn(from)).length === 0) return;
  const to = join(resolve(folder), 'damaged', aside);
  await new DurableFolders().make(to);
  await cp(from, join(to, basename(place)), { recursive: true, verbatimSymlinks: true });
}
