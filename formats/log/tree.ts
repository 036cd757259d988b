// RFC 6962 §2.1: the Merkle tree, kept as the hashes of its complete subtrees.

/** SHA-256 as handed in by the caller (C2SP tlog-tiles: "The hashing algorithm is defined to be SHA-256"). */
export type Sha256 = (data: Uint8Array) => Uint8Array | Promise<Uint8Array>;

/** The complete subtree over the leaves [index · 2^level, (index + 1) · 2^level). */
export interface NodePosition {
  readonly level: number;
  readonly index: number;
}

export interface TreeNode extends NodePosition {
  readonly hash: Uint8Array;
}

/** Hashes of complete subtrees, in the order asked for. Rejects when one is not known. */
export type ReadNodes = (positions: readonly NodePosition[]) => Promise<readonly Uint8Array[]>;

export const HASH_SIZE = 32;

const LEAF_PREFIX = 0x00;
const NODE_PREFIX = 0x01;

// RFC 6962 §2.1: MTH({d(0)}) = SHA-256(0x00 || d(0))
export function hashLeaf(sha256: Sha256, data: Uint8Array): Uint8Array | Promise<Uint8Array> {
  const input = new Uint8Array(1 + data.length);
  input[0] = LEAF_PREFIX;
  input.set(data, 1);
  return sha256(input);
}

// RFC 6962 §2.1: MTH(D[n]) = SHA-256(0x01 || MTH(D[0:k]) || MTH(D[k:n]))
export function hashNode(
  sha256: Sha256,
  left: Uint8Array,
  right: Uint8Array,
): Uint8Array | Promise<Uint8Array> {
  const input = new Uint8Array(1 + left.length + right.length);
  input[0] = NODE_PREFIX;
  input.set(left, 1);
  input.set(right, 1 + left.length);
  return sha256(input);
}

/**
 * The complete subtrees that tile the leaves [start, end), left to right, largest first. `start` must be
 * a multiple of the smallest power of two not below the length, as every range in a proof is.
 */
export function subtreesOf(start: number, end: number): NodePosition[] {
  const positions: NodePosition[] = [];
  let from = start;
  while (from < end) {
    const level = Math.floor(Math.log2(end - from));
    // log2 is rounded: near 2^49 and above it may answer one too many.
    const fitting = 2 ** level > end - from ? level - 1 : level;
    positions.push({ level: fitting, index: from / 2 ** fitting });
    from += 2 ** fitting;
  }
  return positions;
}

/** Hash of a range from the hashes of its `subtreesOf`; of no hashes: the empty tree's, SHA-256(). */
export async function foldHashes(
  sha256: Sha256,
  hashes: readonly Uint8Array[],
): Promise<Uint8Array> {
  const last = hashes.at(-1);
  if (last === undefined) return sha256(new Uint8Array(0));
  let hash = last;
  for (const left of hashes.slice(0, -1).reverse()) hash = await hashNode(sha256, left, hash);
  return hash;
}

/** RFC 6962 §2.1: MTH over leaves whose hashes are given, or over equal complete subtrees. */
export async function rootOfHashes(
  sha256: Sha256,
  hashes: readonly Uint8Array[],
): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for (const { level, index } of subtreesOf(0, hashes.length)) {
    const width = 2 ** level;
    parts.push(await completeRoot(sha256, hashes.slice(index * width, (index + 1) * width)));
  }
  return foldHashes(sha256, parts);
}

/** A log has millions of nodes: one input serves them all, and where the digest answers at once it is not waited for. */
async function completeRoot(sha256: Sha256, hashes: Uint8Array[]): Promise<Uint8Array> {
  const input = new Uint8Array(1 + 2 * HASH_SIZE);
  input[0] = NODE_PREFIX;
  for (let width = hashes.length; width > 1; width /= 2) {
    for (let at = 0; at < width; at += 2) {
      const left = hashes[at];
      const right = hashes[at + 1];
      if (left === undefined || right === undefined) throw new RangeError('not a complete subtree');
      input.set(left, 1);
      input.set(right, 1 + HASH_SIZE);
      const hash = sha256(input);
      hashes[at / 2] = hash instanceof Uint8Array ? hash : await hash;
    }
  }
  return foldHashes(sha256, hashes.slice(0, 1));
}

/** Root of the tree's first `size` leaves. */
export async function rootAt(sha256: Sha256, read: ReadNodes, size: number): Promise<Uint8Array> {
  return foldHashes(sha256, await read(subtreesOf(0, size)));
}

/** A tree to which leaves can be appended: its size and the hashes of `subtreesOf(0, size)`. */
export interface CompactRange {
  readonly size: number;
  readonly nodes: readonly TreeNode[];
}

export interface AppendedLeaves {
  /** New complete subtrees, the leaves included. */
  readonly nodes: readonly TreeNode[];
  readonly range: CompactRange;
  readonly root: Uint8Array;
}

export async function appendLeaves(
  sha256: Sha256,
  range: CompactRange,
  leafHashes: readonly Uint8Array[],
): Promise<AppendedLeaves> {
  const edge = [...range.nodes];
  const added: TreeNode[] = [];
  let size = range.size;
  for (const leafHash of leafHashes) {
    let node: TreeNode = { level: 0, index: size, hash: leafHash };
    added.push(node);
    for (let left = edge.at(-1); left?.level === node.level; left = edge.at(-1)) {
      edge.pop();
      const hash = await hashNode(sha256, left.hash, node.hash);
      node = { level: node.level + 1, index: left.index / 2, hash };
      added.push(node);
    }
    edge.push(node);
    size += 1;
  }
  const root = await foldHashes(
    sha256,
    edge.map((node) => node.hash),
  );
  return { nodes: added, range: { size, nodes: edge }, root };
}
