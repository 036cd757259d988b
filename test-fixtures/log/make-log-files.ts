import { hash } from 'node:crypto';
import type { Checkpoint } from '../../formats/log/checkpoint.ts';
import {
  encodeBundle,
  TILE_WIDTH,
  tileNodes,
  tilePath,
  tilesBetween,
} from '../../formats/log/tile.ts';
import { appendLeaves, hashLeaf, rootAt } from '../../formats/log/tree.ts';

export const sha256 = (data: Uint8Array): Uint8Array =>
  new Uint8Array(hash('sha256', data, 'buffer'));

export interface MadeLog {
  readonly files: Map<string, Uint8Array>;
  readonly checkpoint: Checkpoint;
  /** The log as it was with its first `size` entries. */
  at(size: number): Promise<Checkpoint>;
}

/** A log of `size` entries as its static files, without signatures: entry `n` is `${prefix} n`. */
export async function makeLogFiles(size: number, prefix = 'entry'): Promise<MadeLog> {
  const entries = Array.from({ length: size }, (_, at) =>
    new TextEncoder().encode(`${prefix} ${at}`),
  );
  const leaves: Uint8Array[] = [];
  for (const entry of entries) leaves.push(await hashLeaf(sha256, entry));
  const appended = await appendLeaves(sha256, { size: 0, nodes: [] }, leaves);
  const nodes = new Map(appended.nodes.map((node) => [`${node.level}/${node.index}`, node.hash]));
  const read = (positions: readonly { level: number; index: number }[]) =>
    positions.map(({ level, index }) => {
      const found = nodes.get(`${level}/${index}`);
      if (found === undefined) throw new RangeError(`no node ${level}/${index}`);
      return found;
    });
  const files = new Map<string, Uint8Array>();
  for (const tile of tilesBetween(0, size)) {
    const { level, index, width } = tile;
    const bytes =
      level === 'entries'
        ? encodeBundle(entries.slice(index * TILE_WIDTH, index * TILE_WIDTH + width))
        : Buffer.concat(read(tileNodes({ ...tile, level })));
    files.set(tilePath(tile), new Uint8Array(bytes));
  }
  const origin = 'log.example/journal';
  return {
    files,
    checkpoint: { origin, size, root: appended.root },
    at: async (earlier) => ({
      origin,
      size: earlier,
      root: await rootAt(sha256, async (positions) => read(positions), earlier),
    }),
  };
}
