import { join } from 'node:path';
import { fsTree } from '../../storage/archive/fs/fs-tree.ts';
import { placeOf } from '../../storage/archive/fs/open-archive.ts';
import { readBlobKeys } from '../../storage/metadata/sqlite/read-blob-keys.ts';
import {
  brokenChain,
  checkCopy,
  compareAt,
  type DamageByPlace,
  damageAt,
} from '../../vault/archive/check-copies.ts';
import {
  checkBlob,
  checkKnown,
  checkPresence,
  type DocumentChecks,
  type KeptFile,
  keptFiles,
} from '../../vault/archive/check-documents.ts';
import type { Damage } from '../../vault/archive/damage.ts';
import type { ArchiveCopy } from '../../vault/ports/archive.ts';
import type { OcflFinding } from '../../verify/ocfl/findings.ts';
import type { Config } from '../config.ts';
import { type Copies, copiesOf } from './copies-of.ts';
import { OBJECT_RULES } from './object-rules.ts';
import { openBlobInspection } from './open-blob-files.ts';
import { openMetadata } from './open-metadata.ts';

export interface Damaged extends Damage {
  readonly repaired: boolean;
  /** Why it was not repaired, where that was asked for. */
  readonly refused?: string;
}

export interface FsckReport {
  readonly objects: number;
  readonly files: number;
  readonly damaged: readonly Damaged[];
  readonly warnings: readonly OcflFinding[];
}

export interface FsckRequest {
  readonly progress: (objects: number) => void;
  /** Mends what it can of what was found; absent: nothing is changed. Answers true or why not. */
  readonly mend?: Mend;
  /** The store of documents and the database, where they are open already. */
  readonly documents?: DocumentChecks;
}

export interface Mend {
  object(
    store: 'archive' | 'mirror',
    place: string,
    damage: readonly Damage[],
  ): Promise<true | string>;
  blob(file: KeptFile, damage: Damage): Promise<true | string>;
}

/** Holds any storage root to OCFL 1.1. */
export async function checkRoot(
  root: string,
  progress: (objects: number) => void,
): Promise<FsckReport> {
  let objects = 0;
  const found = await checkCopy(
    'archive',
    { tree: fsTree(root) },
    {
      rules: OBJECT_RULES,
      progress: () => progress(++objects),
    },
  );
  const damaged = [...found.damaged.values()].flat();
  return { objects, files: 0, damaged: damaged.map(asFound), warnings: found.warnings };
}

const asFound = (damage: Damage): Damaged => ({ ...damage, repaired: false });

/**
 * Re-reads everything: both copies of the archive by the rules of OCFL, how they stand to each other, the chain of the
 * segments, and every stored file of whichever engine against its name, the database and what the archive lists.
 */
export async function checkStores(config: Config, request: FsckRequest): Promise<FsckReport> {
  const copies = copiesOf(config);
  const archive = await checkArchives(copies, request);
  const listed = await listedFiles(archive.ids, copies.archive);
  const work = (checks: DocumentChecks) => checkFiles(listed, checks, request.mend);
  const documents = await (request.documents === undefined
    ? withDocuments(config, work)
    : work(request.documents));
  const { objects, warnings } = archive;
  const damaged = [...archive.damaged, ...documents.damaged];
  return { objects, files: documents.files, damaged, warnings };
}

async function checkArchives(copies: Copies, { progress, mend }: FsckRequest) {
  let objects = 0;
  const request = { rules: OBJECT_RULES, progress: () => progress(++objects) };
  const archive = await checkCopy('archive', copies.archive, request);
  const mirror = copies.mirror && (await checkCopy('mirror', copies.mirror, request));
  const { archive: ours, mirror: theirs } = copies;
  const found: { readonly store: 'archive' | 'mirror'; readonly damaged: DamageByPlace }[] = [
    { store: 'archive', damaged: archive.damaged },
    ...(mirror === undefined ? [] : [{ store: 'mirror' as const, damaged: mirror.damaged }]),
  ];
  if (theirs !== undefined && mirror !== undefined) {
    for (const place of new Set([...archive.places, ...mirror.places])) {
      for (const each of await compareAt(place, { archive: ours, mirror: theirs }, OBJECT_RULES)) {
        add(each.store === 'mirror' ? mirror.damaged : archive.damaged, place, each);
      }
    }
  }
  for (const each of brokenChain(archive.ids)) add(archive.damaged, placeOf(each.where), each);
  const damaged: Damaged[] = [];
  for (const { store, damaged: byPlace } of found) {
    for (const [place, list] of byPlace) {
      damaged.push(...(await settle({ store, place, list }, copies, mend)));
    }
  }
  return { objects: archive.places.size, ids: archive.ids, damaged, warnings: archive.warnings };
}

function add(damaged: DamageByPlace, place: string, damage: Damage): void {
  damaged.set(place, [...(damaged.get(place) ?? []), damage]);
}

interface AtPlace {
  readonly store: 'archive' | 'mirror';
  readonly place: string;
  readonly list: readonly Damage[];
}

async function settle(
  { store, place, list }: AtPlace,
  copies: Copies,
  mend: Mend | undefined,
): Promise<readonly Damaged[]> {
  if (place === '') return list.map(asFound);
  if (mend === undefined) {
    // The service may have been writing the object while it was read: what is still so now is damage.
    return (await isStillDamaged({ store, place, list }, copies)) ? list.map(asFound) : [];
  }
  const said = await mend.object(store, place, list);
  return list.map((each) =>
    said === true ? { ...each, repaired: true } : { ...each, repaired: false, refused: said },
  );
}

async function isStillDamaged({ store, place }: AtPlace, copies: Copies): Promise<boolean> {
  const { archive, mirror } = copies;
  const copy = store === 'mirror' ? mirror : archive;
  if (copy === undefined) return false;
  const gone = (await copy.tree.list(place).catch(() => [])).length === 0;
  if (gone || (await damageAt(store, copy, place, OBJECT_RULES)).length > 0) return true;
  return (
    mirror !== undefined && (await compareAt(place, { archive, mirror }, OBJECT_RULES)).length > 0
  );
}

/** Every blob that an object names, and the first that does. */
async function listedFiles(
  ids: readonly string[],
  archive: ArchiveCopy,
): Promise<ReadonlyMap<string, KeptFile>> {
  const listed = new Map<string, KeptFile>();
  for (const object of ids) {
    for (const file of await keptFiles(object, archive)) {
      if (!listed.has(file.id)) listed.set(file.id, file);
    }
  }
  return listed;
}

async function checkFiles(
  listed: ReadonlyMap<string, KeptFile>,
  checks: DocumentChecks,
  mend: Mend | undefined,
) {
  const found: Damage[] = [];
  const strangers: { readonly name: string; readonly blobId?: string }[] = [];
  const seen = new Set<string>();
  const inArchive = (id: string) => listed.has(id);
  let files = 0;
  for await (const each of checks.inspection.names('')) {
    files += 1;
    if (each.blobId !== undefined) {
      seen.add(each.blobId);
      found.push(...(await checkBlob(each.blobId, checks)));
    }
    if ((await checkKnown(each, checks, inArchive)).length > 0) strangers.push(each);
  }
  for (const [id, file] of listed)
    if (!seen.has(id)) found.push(...(await checkPresence(file, checks)));
  // Asked again at the end: what was on its way through intake has been committed by now.
  for (const each of strangers) found.push(...(await checkKnown(each, checks, inArchive)));
  const damaged: Damaged[] = [];
  for (const damage of found) {
    const file = listed.get(damage.where);
    const mendable = mend !== undefined && damage.kind !== 'unknown';
    const said = !mendable
      ? undefined
      : file === undefined
        ? 'no object of the archive has it'
        : await mend.blob(file, damage);
    const refused = typeof said === 'string' ? { refused: said } : {};
    damaged.push({ ...damage, repaired: said === true, ...refused });
  }
  return { files, damaged };
}

/** The database is asked beside the service, which it does not hinder; there may be none. */
async function withDocuments<T>(
  config: Config,
  work: (checks: DocumentChecks) => Promise<T>,
): Promise<T> {
  const { inspection, close } = await openBlobInspection(config);
  try {
    const keys = await blobKeysOf(config);
    try {
      return await work({ inspection, ...(keys === undefined ? {} : { blobKeys: keys }) });
    } finally {
      await keys?.close();
    }
  } finally {
    close();
  }
}

async function blobKeysOf(config: Config) {
  if (config.database === undefined) return readBlobKeys(join(config.data, 'okno.sqlite'));
  const { metadata } = await openMetadata(config, 'service');
  return { find: (id: string) => metadata.blobKeys.find(id), close: () => metadata.close() };
}
