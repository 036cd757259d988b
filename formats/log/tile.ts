// C2SP tlog-tiles: paths and bytes of the static files that a log consists of.
import { FormatError } from '../format-error.ts';
import type { NodePosition } from './tree.ts';

export const TILE_HEIGHT = 8;
export const TILE_WIDTH = 2 ** TILE_HEIGHT;
/** Entries are prefixed with a uint16. */
export const MAX_ENTRY = 0xffff;

export interface Tile {
  /** 0 to 63, or the entry bundles that stand beside level 0. */
  readonly level: number | 'entries';
  readonly index: number;
  /** Hashes or entries in it, 1 to 256. */
  readonly width: number;
}

/** `tile/<L>/<N>[.p/<W>]`: three digits per element, all but the last with an x. */
export function tilePath({ level, index, width }: Tile): string {
  const groups: string[] = [];
  for (let rest = index; groups.length === 0 || rest > 0; rest = Math.floor(rest / 1000)) {
    groups.unshift(String(rest % 1000).padStart(3, '0'));
  }
  const name = groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join('/');
  return `tile/${level}/${name}${width === TILE_WIDTH ? '' : `.p/${width}`}`;
}

/** Tiles of the tree of `size` leaves that the tree of `oldSize` leaves did not have. */
export function tilesBetween(oldSize: number, size: number): Tile[] {
  const tiles: Tile[] = [];
  for (let level = 0, step = 1; Math.floor(size / step) > 0; level += 1, step *= TILE_WIDTH) {
    const before = Math.floor(oldSize / step);
    const now = Math.floor(size / step);
    if (before === now) break;
    for (let index = Math.floor(before / TILE_WIDTH); index * TILE_WIDTH < now; index += 1) {
      const width = Math.min(TILE_WIDTH, now - index * TILE_WIDTH);
      tiles.push({ level, index, width });
      if (level === 0) tiles.push({ level: 'entries', index, width });
    }
  }
  return tiles;
}

/** The subtrees whose hashes a Merkle tile holds, left to right. */
export function tileNodes(tile: Tile & { readonly level: number }): NodePosition[] {
  return Array.from({ length: tile.width }, (_, at) => ({
    level: tile.level * TILE_HEIGHT,
    index: tile.index * TILE_WIDTH + at,
  }));
}

/** "Entry bundles are sequences of big-endian uint16 length-prefixed log entries." */
export function encodeBundle(entries: readonly Uint8Array[]): Uint8Array {
  const size = entries.reduce((sum, entry) => sum + 2 + entry.length, 0);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const entry of entries) {
    if (entry.length > MAX_ENTRY) {
      throw new RangeError(`entry of ${entry.length} octets is over the limit of ${MAX_ENTRY}`);
    }
    view.setUint16(at, entry.length);
    bytes.set(entry, at + 2);
    at += 2 + entry.length;
  }
  return bytes;
}

/** The entries of a bundle that is `width` entries wide, no octet more or less. Throws FormatError. */
export function parseBundle(bytes: Uint8Array, width: number): Uint8Array[] {
  const fail = (reason: string, offset: number) =>
    new FormatError('malformed', { format: 'entry bundle', reason, offset });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries: Uint8Array[] = [];
  let at = 0;
  while (entries.length < width) {
    if (at + 2 > bytes.length) throw fail('truncated', at);
    const end = at + 2 + view.getUint16(at);
    if (end > bytes.length) throw fail('truncated', at);
    entries.push(bytes.subarray(at + 2, end));
    at = end;
  }
  if (at !== bytes.length) throw fail('octets after the last entry', at);
  return entries;
}
