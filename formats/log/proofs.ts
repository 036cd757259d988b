// RFC 6962 §2.1.1 audit paths and §2.1.2 consistency proofs, computed from complete subtrees.
import { foldHashes, type ReadNodes, type Sha256, subtreesOf } from './tree.ts';

/** Leaves [start, end): one hash of a proof. */
type LeafRange = readonly [start: number, end: number];

// RFC 6962 §2.1: k is the largest power of two smaller than n.
function splitPoint(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

/** Inclusion proof of leaf `index` in the tree of `size` leaves, from the leaf's sibling upwards. */
export async function inclusionProof(
  sha256: Sha256,
  read: ReadNodes,
  { index, size }: { index: number; size: number },
): Promise<Uint8Array[]> {
  if (!(index >= 0 && index < size)) throw new RangeError(`no leaf ${index} in a tree of ${size}`);
  const ranges: LeafRange[] = [];
  let start = 0;
  let end = size;
  // RFC 6962 §2.1.1: PATH(m, D[n]), walked from the root down.
  while (end - start > 1) {
    const middle = start + splitPoint(end - start);
    if (index < middle) {
      ranges.push([middle, end]);
      end = middle;
    } else {
      ranges.push([start, middle]);
      start = middle;
    }
  }
  return hashRanges(sha256, read, ranges.reverse());
}

/** Consistency proof between the trees of the first `oldSize` and the first `newSize` leaves. */
export async function consistencyProof(
  sha256: Sha256,
  read: ReadNodes,
  { oldSize, newSize }: { oldSize: number; newSize: number },
): Promise<Uint8Array[]> {
  if (!(oldSize > 0 && oldSize <= newSize)) {
    throw new RangeError(`no consistency proof from ${oldSize} to ${newSize}`);
  }
  const ranges: LeafRange[] = [];
  let start = 0;
  let end = newSize;
  let whole = true;
  // RFC 6962 §2.1.2: SUBPROOF(m, D[n], b), walked from the root down.
  while (end !== oldSize) {
    const middle = start + splitPoint(end - start);
    if (oldSize <= middle) {
      ranges.push([middle, end]);
      end = middle;
    } else {
      ranges.push([start, middle]);
      start = middle;
      whole = false;
    }
  }
  if (!whole) ranges.push([start, end]);
  return hashRanges(sha256, read, ranges.reverse());
}

async function hashRanges(
  sha256: Sha256,
  read: ReadNodes,
  ranges: readonly LeafRange[],
): Promise<Uint8Array[]> {
  const parts = ranges.map(([start, end]) => subtreesOf(start, end));
  const hashes = await read(parts.flat());
  const proof: Uint8Array[] = [];
  let taken = 0;
  for (const part of parts) {
    proof.push(await foldHashes(sha256, hashes.slice(taken, taken + part.length)));
    taken += part.length;
  }
  return proof;
}
