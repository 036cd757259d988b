import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { failpoint } from '../../../faults/failpoint.ts';
import { parseVersionName } from '../../../formats/ocfl/paths.ts';
import { syncFolder } from '../../files/durable-folders.ts';
import { replaceFile } from '../../files/replace-file.ts';
import { moveSynced, namesIn } from './durable-tree.ts';

/** Where an archive is: the storage root, and beside it what is on its way there. */
export interface ArchiveFolders {
  readonly root: string;
  readonly staging: string;
}

/** The order to put what was staged in place: who finds it carries it out, from wherever it stopped. */
interface Order {
  /** Place of the object under the root. */
  readonly path: string;
  /** The part of `path` that changes place as one: no folder under the root is ever empty, or half an object. */
  readonly unit: string;
  /** Nothing of the object that is there goes into the new one. */
  readonly replace: boolean;
}

const ORDER = 'order.json';

/** Where the staged object is to be made, for `path`. */
export const stagedObject = (transaction: string, path: string): string =>
  join(transaction, 'new', path);

/**
 * Puts the object that was staged and synced in `transaction` in its place under the root, with the earlier versions
 * of the object that is there: as the object was, for an instant not at all, then as it is; never a part of it.
 */
export async function placeObject(
  folders: ArchiveFolders,
  transaction: string,
  { path, replace }: Pick<Order, 'path' | 'replace'>,
): Promise<void> {
  const order: Order = { path, replace, unit: await unitOf(folders.root, path) };
  await replaceFile(join(transaction, ORDER), JSON.stringify(order));
  await syncFolder(folders.staging);
  failpoint('archive/ready');
  await carryOut(folders, transaction, order);
}

/** Finishes or undoes what a crash left in staging: with an order it is finished, without one nothing had begun. */
export async function recoverStaging(folders: ArchiveFolders): Promise<void> {
  for (const name of await namesIn(folders.staging)) {
    const transaction = join(folders.staging, name);
    const order = await readOrder(transaction);
    if (order === undefined) await rm(transaction, { recursive: true, force: true });
    else await carryOut(folders, transaction, order);
  }
}

async function readOrder(transaction: string): Promise<Order | undefined> {
  if (!(await namesIn(transaction)).includes(ORDER)) return undefined;
  return JSON.parse(await readFile(join(transaction, ORDER), 'utf8')) as Order;
}

async function carryOut(
  { root, staging }: ArchiveFolders,
  transaction: string,
  { path, unit, replace }: Order,
): Promise<void> {
  const [now, before] = [join(transaction, 'new'), join(transaction, 'old')];
  const inPlace = join(root, unit);
  const object = stagedObject(transaction, path);
  // The object itself tells: the folders above it stay behind in staging when it has moved.
  if ((await namesIn(object)).length > 0) {
    const wasThere = (await namesIn(inPlace)).length > 0;
    if (wasThere) await moveSynced(inPlace, before);
    failpoint('archive/moved-out');
    const old = `${before}${path.slice(unit.length)}`;
    for (const name of replace ? [] : await namesIn(old)) {
      const missing =
        parseVersionName(name) !== undefined && !(await namesIn(object)).includes(name);
      if (missing) await moveSynced(join(old, name), join(object, name));
    }
    failpoint('archive/joined');
    await moveSynced(join(now, unit), inPlace);
    failpoint('archive/placed');
  } else if ((await namesIn(inPlace)).length === 0 && (await namesIn(before)).length > 0) {
    await moveSynced(before, inPlace); // whatever came in between: the only copy is not cleared away
  }
  // The order goes last: as long as it is there, what is left over is known to be nobody's.
  for (const left of [now, before]) await rm(left, { recursive: true, force: true });
  await syncFolder(transaction);
  await rm(transaction, { recursive: true, force: true });
  await syncFolder(staging);
  failpoint('archive/cleared');
}

/** The topmost folder on the way to the object that leads to this object alone, or is not there yet. */
async function unitOf(root: string, path: string): Promise<string> {
  const parts = path.split('/');
  let unit = path;
  for (let depth = parts.length - 1; depth >= 1; depth -= 1) {
    const folder = parts.slice(0, depth).join('/');
    const names = await namesIn(join(root, folder));
    if (names.length > 1 || (names.length === 1 && names[0] !== parts[depth])) break;
    unit = folder;
  }
  return unit;
}
