import { equalBytes } from '../equal-bytes.ts';
import { HASH_SIZE, hashNode, type Sha256 } from './tree.ts';

export interface InclusionClaim {
  readonly leafHash: Uint8Array;
  readonly index: number;
  readonly size: number;
  readonly root: Uint8Array;
  readonly path: readonly Uint8Array[];
}

const isHash = (hash: Uint8Array) => hash.length === HASH_SIZE;
const isSize = (size: number) => Number.isSafeInteger(size) && size >= 0;
const half = (n: number) => Math.floor(n / 2);

/** RFC 9162 §2.1.3.2, in arithmetic that holds above 2^31. */
export async function verifyInclusionProof(
  sha256: Sha256,
  claim: InclusionClaim,
): Promise<boolean> {
  const { index, size, root, path, leafHash } = claim;
  if (!isSize(index) || !isSize(size) || index >= size) return false; // step 1
  if (![leafHash, root, ...path].every(isHash)) return false;
  let fn = index; // step 2
  let sn = size - 1;
  let r = leafHash; // step 3
  for (const p of path) {
    if (sn === 0) return false; // step 4 (a)
    if (fn % 2 === 1 || fn === sn) {
      r = await hashNode(sha256, p, r); // step 4 (b)
      while (fn % 2 === 0 && fn !== 0) {
        fn = half(fn);
        sn = half(sn);
      }
    } else {
      r = await hashNode(sha256, r, p); // step 4 (c)
    }
    fn = half(fn);
    sn = half(sn);
  }
  return sn === 0 && equalBytes(r, root); // step 5
}

export interface ConsistencyClaim {
  readonly oldSize: number;
  readonly oldRoot: Uint8Array;
  readonly newSize: number;
  readonly newRoot: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

/** RFC 9162 §2.1.4.2. Every tree extends the empty one, whose root is SHA-256(). */
export async function verifyConsistencyProof(
  sha256: Sha256,
  claim: ConsistencyClaim,
): Promise<boolean> {
  const { oldSize, oldRoot, newSize, newRoot, proof } = claim;
  if (!isSize(oldSize) || !isSize(newSize) || oldSize > newSize) return false;
  if (![oldRoot, newRoot, ...proof].every(isHash)) return false;
  if (oldSize === 0) {
    return proof.length === 0 && equalBytes(oldRoot, await sha256(new Uint8Array(0)));
  }
  if (oldSize === newSize) return proof.length === 0 && equalBytes(oldRoot, newRoot);
  const [fr, sr] = (await rebuildRoots(sha256, claim)) ?? [];
  return fr !== undefined && sr !== undefined && equalBytes(fr, oldRoot) && equalBytes(sr, newRoot);
}

async function rebuildRoots(
  sha256: Sha256,
  { oldSize, oldRoot, newSize, proof }: ConsistencyClaim,
): Promise<readonly [Uint8Array, Uint8Array] | undefined> {
  let fn = oldSize - 1; // step 3
  let sn = newSize - 1;
  while (fn % 2 === 1) {
    fn = half(fn); // step 4
    sn = half(sn);
  }
  // step 2: an old tree that is complete is itself the first node
  const [seed, ...rest] = fn === 0 ? [oldRoot, ...proof] : proof;
  if (seed === undefined) return undefined;
  let fr = seed; // step 5
  let sr = seed;
  for (const c of rest) {
    if (sn === 0) return undefined; // step 6 (a)
    if (fn % 2 === 1 || fn === sn) {
      fr = await hashNode(sha256, c, fr); // step 6 (b)
      sr = await hashNode(sha256, c, sr);
      while (fn % 2 === 0 && fn !== 0) {
        fn = half(fn);
        sn = half(sn);
      }
    } else {
      sr = await hashNode(sha256, sr, c); // step 6 (c)
    }
    fn = half(fn);
    sn = half(sn);
  }
  return sn === 0 ? [fr, sr] : undefined; // step 7
}
