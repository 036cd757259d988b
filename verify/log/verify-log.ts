import type { Algorithms } from '../../algorithms/registry.ts';
import { equalBytes } from '../../formats/equal-bytes.ts';
import type { Checkpoint } from '../../formats/log/checkpoint.ts';
import { TILE_HEIGHT, TILE_WIDTH, type Tile, tilePath } from '../../formats/log/tile.ts';
import {
  foldHashes,
  hashLeaf,
  type NodePosition,
  rootOfHashes,
  type Sha256,
  subtreesOf,
} from '../../formats/log/tree.ts';
import { type Damage, type LogFiles, type Read, readBundle, readTile } from './log-files.ts';
import { sha256Of } from './sha256.ts';

/** After so many damaged files the rest is not looked for. */
const DAMAGE_LIMIT = 100;
/** Tiles that are read at the same time. */
const READ_AHEAD = 16;

export interface LogRequest {
  readonly files: LogFiles;
  /** Verified before: its size and root are what the files are held to. */
  readonly checkpoint: Checkpoint;
  /** An earlier checkpoint, verified before: what it covers is proven by the tree, not read again. */
  readonly from?: Checkpoint;
  readonly algorithms: Algorithms;
  /** Entries that are judged so far. */
  readonly onProgress?: (entries: number) => void;
}

export type LogVerdict =
  | { readonly status: 'intact'; readonly entries: number }
  | { readonly status: 'damaged'; readonly damage: readonly Damage[] }
  /** The files are as the checkpoint says, but the earlier checkpoint is of another history. */
  | { readonly status: 'inconsistent' };

type MerkleTile = Tile & { readonly level: number };

/** What the tree is known to hold of a tile. */
interface Known {
  readonly tile: MerkleTile;
  readonly hash: Uint8Array;
  /** Hashes of the tiles around it, itself among them. */
  readonly siblings: readonly Uint8Array[];
}

interface Walk extends LogRequest {
  readonly sha256: Sha256;
  readonly damage: Damage[];
  /** Verified tiles at the right edge of either tree, by path. */
  readonly edge: Map<string, readonly Uint8Array[]>;
  entries: number;
}

/**
 * Holds every file of a log to its checkpoint (C2SP tlog-tiles): from the root down each tile is known by its hash
 * in the tile above, so that a wrong one is named and does not hide its neighbours. Rejects with errors of `files`.
 */
export async function verifyLog(request: LogRequest): Promise<LogVerdict> {
  const { checkpoint, from, algorithms } = request;
  if (from !== undefined && (from.origin !== checkpoint.origin || from.size > checkpoint.size)) {
    return { status: 'inconsistent' };
  }
  const walk: Walk = {
    ...request,
    sha256: sha256Of(algorithms),
    damage: [],
    edge: new Map(),
    entries: from?.size ?? 0,
  };
  const tiles = edgeTiles(checkpoint.size);
  if (await verifyEdge(walk, tiles)) {
    for (const tile of tiles) {
      await verifyBelow(walk, tile, walk.edge.get(tilePath(tile)) ?? []);
    }
  }
  if (walk.damage.length > 0) return { status: 'damaged', damage: walk.damage };
  if (from !== undefined && !(await extendsEarlier(walk, from))) return { status: 'inconsistent' };
  return { status: 'intact', entries: checkpoint.size - (from?.size ?? 0) };
}

/** The tiles that are not full: the root is computed from them alone. The highest first, as its leaves are. */
function edgeTiles(size: number): MerkleTile[] {
  const tiles: MerkleTile[] = [];
  for (let level = 0, count = size; count > 0; level += 1, count = Math.floor(count / TILE_WIDTH)) {
    const width = count % TILE_WIDTH;
    if (width > 0) tiles.unshift({ level, index: Math.floor(count / TILE_WIDTH), width });
  }
  return tiles;
}

async function verifyEdge(walk: Walk, tiles: readonly MerkleTile[]): Promise<boolean> {
  const parts: Uint8Array[] = [];
  for (const tile of tiles) {
    const hashes = accepted(walk, await readTile(walk.files, tile));
    if (hashes === undefined) continue;
    walk.edge.set(tilePath(tile), hashes);
    // RFC 6962 §2.1: the complete subtrees inside the tile, largest first
    for (const { level, index } of subtreesOf(0, tile.width)) {
      const width = 2 ** level;
      parts.push(await rootOfHashes(walk.sha256, hashes.slice(index * width, (index + 1) * width)));
    }
  }
  if (walk.damage.length > 0) return false;
  if (equalBytes(await foldHashes(walk.sha256, parts), walk.checkpoint.root)) return true;
  await nameWrongEdge(walk, tiles);
  return false;
}

/** The root is not theirs: which of the edge tiles contradict the files below them? */
async function nameWrongEdge(walk: Walk, tiles: readonly MerkleTile[]): Promise<void> {
  for (const tile of tiles) {
    const stated = walk.edge.get(tilePath(tile)) ?? [];
    const below = await hashesBelow(walk, tile);
    if (tiles.length > 1 && (below === undefined || sameHashes(stated, below))) continue;
    const kind = below !== undefined && sameSet(stated, below) ? 'reordered' : 'changed';
    walk.damage.push({ kind, file: tilePath(tile) });
  }
  // All files agree with each other: they are of another log than the checkpoint, or it was changed.
  if (walk.damage.length === 0) walk.damage.push({ kind: 'changed', file: 'checkpoint' });
}

/** What a tile ought to say by the files below it; undefined when they cannot be read. */
async function hashesBelow(walk: Walk, tile: MerkleTile): Promise<Uint8Array[] | undefined> {
  if (tile.level === 0) {
    const bundle = await readBundle(walk.files, tile);
    return 'damage' in bundle ? undefined : leafHashes(walk.sha256, bundle.value);
  }
  const hashes: Uint8Array[] = [];
  for (let at = 0; at < tile.width; at += 1) {
    const child = await readTile(walk.files, childOf(tile, at));
    if ('damage' in child) return undefined;
    hashes.push(await rootOfHashes(walk.sha256, child.value));
  }
  return hashes;
}

const childOf = ({ level, index }: MerkleTile, at: number): MerkleTile => ({
  level: level - 1,
  index: index * TILE_WIDTH + at,
  width: TILE_WIDTH,
});

/** Everything under a tile whose hashes are verified. */
async function verifyBelow(
  walk: Walk,
  tile: MerkleTile,
  hashes: readonly Uint8Array[],
): Promise<void> {
  if (tile.level === 0) return verifyEntries(walk, tile, { hashes, siblings: [] });
  const children = hashes
    .map((hash, at): Known => ({ tile: childOf(tile, at), hash, siblings: hashes }))
    .filter((child) => endOf(child.tile) > (walk.from?.size ?? 0));
  for (let at = 0; at < children.length; at += READ_AHEAD) {
    const batch = children.slice(at, at + READ_AHEAD);
    const reads = await Promise.all(
      batch.map(async (child) => ({ child, read: await readTile(walk.files, child.tile) })),
    );
    const bundles =
      tile.level === 1 ? batch.map((child) => readBundle(walk.files, child.tile)) : [];
    const entries = await Promise.all(bundles);
    for (const [nth, { child, read }] of reads.entries()) {
      if (walk.damage.length >= DAMAGE_LIMIT) return;
      await verifyTile(walk, child, { read, bundle: entries[nth] });
    }
  }
}

/** Number of leaves up to the end of the tile. */
const endOf = ({ level, index, width }: MerkleTile) =>
  (index * TILE_WIDTH + width) * TILE_WIDTH ** level;

interface ReadFiles {
  readonly read: Read<Uint8Array[]>;
  readonly bundle: Read<Uint8Array[]> | undefined;
}

async function verifyTile(walk: Walk, known: Known, files: ReadFiles): Promise<void> {
  const { tile, hash, siblings } = known;
  const hashes = accepted(walk, files.read);
  const root = hashes && (await rootOfHashes(walk.sha256, hashes));
  if (hashes !== undefined && root !== undefined && equalBytes(root, hash)) {
    if (tile.index * TILE_WIDTH ** (tile.level + 1) < (walk.from?.size ?? 0)) {
      walk.edge.set(tilePath(tile), hashes);
    }
    if (tile.level > 0) return verifyBelow(walk, tile, hashes);
    return verifyEntries(walk, tile, { hashes, siblings, bundle: files.bundle });
  }
  const leaves = tile.level === 0 ? await verifyOwnRoot(walk, known, files.bundle) : undefined;
  if (root === undefined || hashes === undefined) return;
  const elsewhere = siblings.some((sibling) => equalBytes(sibling, root));
  const moved = elsewhere || (leaves !== undefined && sameSet(hashes, leaves));
  walk.damage.push({ kind: moved ? 'reordered' : 'changed', file: tilePath(tile) });
}

/** A bundle beside a wrong tile: held to the hash that the tile should have had. */
async function verifyOwnRoot(
  walk: Walk,
  { tile, hash, siblings }: Known,
  bundle: ReadFiles['bundle'],
): Promise<Uint8Array[] | undefined> {
  const entries = accepted(walk, bundle ?? (await readBundle(walk.files, tile)));
  if (entries === undefined) return undefined;
  const leaves = await leafHashes(walk.sha256, entries);
  const root = await rootOfHashes(walk.sha256, leaves);
  if (equalBytes(root, hash)) return leaves;
  const moved = siblings.some((sibling) => equalBytes(sibling, root));
  const file = tilePath({ ...tile, level: 'entries' });
  walk.damage.push({ kind: moved ? 'reordered' : 'changed', file });
  return undefined;
}

/** Every entry of a bundle against the leaf hashes of its tile. */
async function verifyEntries(
  walk: Walk,
  tile: MerkleTile,
  known: {
    readonly hashes: readonly Uint8Array[];
    readonly siblings: readonly Uint8Array[];
    readonly bundle?: ReadFiles['bundle'];
  },
): Promise<void> {
  const entries = accepted(walk, known.bundle ?? (await readBundle(walk.files, tile)));
  if (entries === undefined) return;
  const leaves = await leafHashes(walk.sha256, entries);
  if (sameHashes(leaves, known.hashes)) {
    walk.entries = endOf(tile);
    walk.onProgress?.(walk.entries);
    return;
  }
  const root = await rootOfHashes(walk.sha256, leaves);
  const moved =
    sameSet(leaves, known.hashes) || known.siblings.some((sibling) => equalBytes(sibling, root));
  const file = tilePath({ ...tile, level: 'entries' });
  walk.damage.push({ kind: moved ? 'reordered' : 'changed', file });
}

async function leafHashes(sha256: Sha256, entries: readonly Uint8Array[]): Promise<Uint8Array[]> {
  const hashes: Uint8Array[] = [];
  for (const entry of entries) {
    const hash = hashLeaf(sha256, entry);
    hashes.push(hash instanceof Uint8Array ? hash : await hash);
  }
  return hashes;
}

/** RFC 9162 §2.1.4: the root that the earlier checkpoint must have, out of the verified tiles. */
async function extendsEarlier({ edge, sha256 }: Walk, from: Checkpoint): Promise<boolean> {
  const tiles = [...edge.keys()];
  const hashOf = ({ level, index }: NodePosition): Promise<Uint8Array> => {
    const height = level % TILE_HEIGHT;
    const first = index * 2 ** height;
    const tile = { level: (level - height) / TILE_HEIGHT, index: Math.floor(first / TILE_WIDTH) };
    const whole = tilePath({ ...tile, width: TILE_WIDTH });
    const path = tiles.find((name) => name === whole || name.startsWith(`${whole}.p/`));
    const hashes = edge.get(path ?? '') ?? [];
    const at = first % TILE_WIDTH;
    return rootOfHashes(sha256, hashes.slice(at, at + 2 ** height));
  };
  const parts = await Promise.all(subtreesOf(0, from.size).map(hashOf));
  return equalBytes(await foldHashes(sha256, parts), from.root);
}

function accepted<T>(walk: Walk, read: Read<T>): T | undefined {
  if ('value' in read) return read.value;
  walk.damage.push(read.damage);
  return undefined;
}

function sameHashes(a: readonly Uint8Array[], b: readonly Uint8Array[]): boolean {
  if (a.length !== b.length) return false;
  for (const [at, hash] of a.entries()) {
    const other = b[at];
    if (other === undefined || !equalBytes(hash, other)) return false;
  }
  return true;
}

/** The same hashes, in whatever order. */
function sameSet(a: readonly Uint8Array[], b: readonly Uint8Array[]): boolean {
  const sorted = (hashes: readonly Uint8Array[]) => hashes.map((hash) => hash.join()).sort();
  return sorted(a).join('/') === sorted(b).join('/');
}
