import { createHash, randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { DigestStream } from '../../../algorithms/provider.ts';
import { pieces } from '../../../formats/byte-source.ts';
import { FIXITY_DIGITS, parseInventory } from '../../../formats/ocfl/inspect-inventory.ts';
import { INVENTORY, type OcflInventory } from '../../../formats/ocfl/inventory.ts';
import { objectPath } from '../../../formats/ocfl/layout.ts';
import type { Archive, NewVersion, ReadableArchive } from '../../../vault/ports/archive.ts';
import { StorageError } from '../../../vault/ports/storage-error.ts';
import { openBlob } from '../../blobs/fs/open-blob.ts';
import { DurableFolders } from '../../files/durable-folders.ts';
import { openPlain } from '../../files/open-plain.ts';
import { portError, systemCode } from '../../files/system-error.ts';
import { rootFiles, STREEBOG_DIGITS } from '../root-texts.ts';
import { moveSynced, namesIn, syncTree, writeSynced } from './durable-tree.ts';
import { fsTree } from './fs-tree.ts';
import { type ArchiveFolders, placeObject, recoverStaging, stagedObject } from './place-object.ts';
import { stageVersion, WRITER } from './stage-version.ts';

export interface ArchiveOptions {
  /** Holds `root/`, the storage root, and `staging/`. */
  readonly folder: string;
  /** Digest algorithms beyond SHA-256 and SHA-512, by OCFL's names. */
  readonly digests?: ReadonlyMap<string, () => DigestStream>;
}

export const FIXITY: ReadonlyMap<string, number> = new Map([...FIXITY_DIGITS, ...STREEBOG_DIGITS]);

/** Place of the storage root in an archive's folder. */
export const rootOf = (folder: string): string => join(resolve(folder), 'root');

/** Opens an archive, makes what is missing of its root, and finishes what a crash interrupted. */
export async function openArchive({
  folder,
  digests = new Map(),
}: ArchiveOptions): Promise<Archive> {
  const folders = { root: rootOf(folder), staging: join(resolve(folder), 'staging') };
  await guarded(async () => {
    await new DurableFolders().make(folders.staging);
    await recoverStaging(folders);
    if ((await namesIn(folders.root)).length === 0) await makeRoot(folders);
  });
  let last: Promise<boolean> = Promise.resolve(false);
  // One at a time: where an object goes depends on what is there.
  const inTurn = <T>(step: () => Promise<T>): Promise<T> => {
    const next = last.then((recover) =>
      guarded(async () => {
        // An object may be on its way still: nobody may take it for missing.
        if (recover) await recoverStaging(folders);
        return step();
      }),
    );
    last = next.then(
      () => false,
      () => true,
    );
    return next;
  };
  return {
    ...readArchive(folder),
    append: (id, version) => inTurn(() => write({ folders, digests, replace: false }, id, version)),
    async replace(id, version) {
      await inTurn(() => write({ folders, digests, replace: true }, id, version));
    },
  };
}

/** The same, of which nothing is changed. */
export function readArchive(folder: string): ReadableArchive {
  const root = rootOf(folder);
  return {
    inventory: (id) => guarded(() => readObject(root, placeOf(id))),
    ids: () => idsUnder(root, ''),
    content: (id, path) => contentOf(root, id, path),
    async read(id, path, limit) {
      const found: Uint8Array[] = [];
      let size = 0;
      for await (const piece of contentOf(root, id, path)) {
        size += piece.length;
        if (size > limit)
          throw new StorageError('too-large', `${path} of ${id} is over ${limit} octets`);
        found.push(piece);
      }
      return Buffer.concat(found);
    },
  };
}

/** Where the layout has an object, under the root. */
export const placeOf = (id: string): string =>
  objectPath(createHash('sha256').update(id).digest('hex'));

async function makeRoot({ root, staging }: ArchiveFolders): Promise<void> {
  const draft = join(staging, randomBytes(8).toString('hex'));
  for (const [path, content] of rootFiles())
    await writeSynced(join(draft, ...path.split('/')), content);
  await syncTree(draft);
  await rm(root, { recursive: true, force: true }); // empty, or not there
  await moveSynced(draft, root);
}

interface Writing {
  readonly folders: ArchiveFolders;
  readonly digests: ReadonlyMap<string, () => DigestStream>;
  readonly replace: boolean;
}

async function write(
  { folders, digests, replace }: Writing,
  id: string,
  version: NewVersion,
): Promise<'added' | 'unchanged'> {
  const path = placeOf(id);
  const current = replace ? undefined : await readObject(folders.root, path);
  const transaction = join(folders.staging, randomBytes(8).toString('hex'));
  const object = stagedObject(transaction, path);
  let added = false;
  try {
    added = await stageVersion({ object, id, current, digests, user: WRITER }, version);
  } finally {
    if (!added) await rm(transaction, { recursive: true, force: true });
  }
  if (!added) return 'unchanged';
  await placeObject(folders, transaction, { path, replace });
  return 'added';
}

async function readObject(root: string, path: string): Promise<OcflInventory | undefined> {
  const handle = await openPlain(root, `${path}/${INVENTORY}`).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  });
  if (handle === undefined) return undefined;
  try {
    return parseInventory(await handle.readFile(), FIXITY);
  } finally {
    await handle.close();
  }
}

async function* idsUnder(root: string, path: string): AsyncGenerator<string> {
  const tree = fsTree(root);
  const entries = await guarded(() => tree.list(path));
  if (entries.some(({ name }) => name === INVENTORY)) {
    const inventory = await guarded(() => readObject(root, path));
    if (inventory !== undefined) yield inventory.id;
    return;
  }
  for (const { name, kind } of entries) {
    const extension = path === '' && name === 'extensions';
    if (kind === 'folder' && !extension)
      yield* idsUnder(root, path === '' ? name : `${path}/${name}`);
  }
}

async function* contentOf(root: string, id: string, logical: string): AsyncGenerator<Uint8Array> {
  const inventory = await guarded(() => readObject(root, placeOf(id)));
  const state =
    inventory?.versions.get(inventory.head)?.state ?? new Map<string, readonly string[]>();
  const [digest] = [...state].find(([, paths]) => paths.includes(logical)) ?? [];
  const place = digest === undefined ? undefined : inventory?.manifest.get(digest)?.[0];
  if (inventory === undefined || digest === undefined || place === undefined) {
    throw new StorageError('not-found', `no ${logical} in object ${id}`);
  }
  const hash = createHash(inventory.digestAlgorithm);
  const found = openedPieces(root, `${placeOf(id)}/${place}`);
  for await (const piece of found) {
    hash.update(piece);
    yield piece;
  }
  const actual = hash.digest('hex');
  if (actual !== digest.toLowerCase()) {
    throw new StorageError(
      'corrupt',
      `${place} of ${id} has ${inventory.digestAlgorithm} ${actual}`,
    );
  }
}

async function* openedPieces(root: string, path: string): AsyncGenerator<Uint8Array> {
  const file = await guarded(async () => openBlob(await openPlain(root, path)));
  try {
    yield* pieces(file);
  } finally {
    await file.close();
  }
}

async function guarded<T>(step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    throw portError(error);
  }
}
