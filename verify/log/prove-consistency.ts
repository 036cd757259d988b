import type { Algorithms } from '../../algorithms/registry.ts';
import type { Checkpoint } from '../../formats/log/checkpoint.ts';
import { consistencyProof } from '../../formats/log/proofs.ts';
import { TILE_HEIGHT, TILE_WIDTH } from '../../formats/log/tile.ts';
import { type NodePosition, type ReadNodes, rootOfHashes } from '../../formats/log/tree.ts';
import { type Damage, type LogFiles, readTile } from './log-files.ts';
import { sha256Of } from './sha256.ts';
import { verifyConsistency } from './verify-log-proofs.ts';

export type ConsistencyVerdict =
  | { readonly status: 'consistent'; readonly proof: readonly Uint8Array[] }
  | { readonly status: 'inconsistent' }
  /** A file that the proof needs cannot be had: nothing is known. */
  | { readonly status: 'damaged'; readonly damage: readonly Damage[] };

export interface ConsistencyRequest {
  readonly files: LogFiles;
  readonly earlier: Checkpoint;
  readonly later: Checkpoint;
  readonly algorithms: Algorithms;
}

/**
 * Whether the log only grew from one checkpoint to the other (RFC 9162 §2.1.4), with the proof made of the few tiles
 * at both edges. What the tiles say is not believed: the proof stands or falls by the two roots.
 */
export async function judgeConsistency(request: ConsistencyRequest): Promise<ConsistencyVerdict> {
  const { files, earlier, later, algorithms } = request;
  if (earlier.size > later.size) return { status: 'inconsistent' };
  const sha256 = sha256Of(algorithms);
  const damage: Damage[] = [];
  const read: ReadNodes = async (positions) => {
    const hashes: Uint8Array[] = [];
    for (const position of positions) {
      const tile = tileOf(position, later.size);
      const answer = await readTile(files, tile);
      if ('damage' in answer) damage.push(answer.damage);
      const height = position.level % TILE_HEIGHT;
      const at = (position.index * 2 ** height) % TILE_WIDTH;
      const leaves = 'value' in answer ? answer.value.slice(at, at + 2 ** height) : [];
      hashes.push(await rootOfHashes(sha256, leaves));
    }
    return hashes;
  };
  const { size: oldSize } = earlier;
  const sizes = { oldSize, newSize: later.size };
  const proof = oldSize === 0 ? [] : await consistencyProof(sha256, read, sizes);
  if (damage.length > 0) return { status: 'damaged', damage };
  const consistent = await verifyConsistency({ earlier, later, proof }, algorithms);
  return consistent ? { status: 'consistent', proof } : { status: 'inconsistent' };
}

/** The tile, as wide as the log of `size` entries has it, that holds a subtree. */
function tileOf({ level, index }: NodePosition, size: number) {
  const tileLevel = Math.floor(level / TILE_HEIGHT);
  const first = index * 2 ** (level % TILE_HEIGHT);
  const tileIndex = Math.floor(first / TILE_WIDTH);
  const hashes = Math.floor(size / TILE_WIDTH ** tileLevel);
  const width = Math.min(TILE_WIDTH, hashes - tileIndex * TILE_WIDTH);
  return { level: tileLevel, index: tileIndex, width };
}
