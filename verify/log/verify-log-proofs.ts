import type { Algorithms } from '../../algorithms/registry.ts';
import type { Checkpoint } from '../../formats/log/checkpoint.ts';
import { hashLeaf } from '../../formats/log/tree.ts';
import { verifyConsistencyProof, verifyInclusionProof } from '../../formats/log/verify-proofs.ts';
import { sha256Of } from './sha256.ts';

/** Whether `leaf` (the leaf's data) is entry `index` of the log at `checkpoint` (RFC 9162 §2.1.3.2). */
export async function verifyInclusion(
  claim: {
    readonly leaf: Uint8Array;
    readonly index: number;
    readonly path: readonly Uint8Array[];
    readonly checkpoint: Checkpoint;
  },
  algorithms: Algorithms,
): Promise<boolean> {
  const sha256 = sha256Of(algorithms);
  const { index, path, checkpoint } = claim;
  const leafHash = await hashLeaf(sha256, claim.leaf);
  const { size, root } = checkpoint;
  return verifyInclusionProof(sha256, { leafHash, index, size, root, path });
}

/** Whether the log at `later` only added entries to the log at `earlier` (RFC 9162 §2.1.4.2). */
export async function verifyConsistency(
  claim: {
    readonly earlier: Checkpoint;
    readonly later: Checkpoint;
    readonly proof: readonly Uint8Array[];
  },
  algorithms: Algorithms,
): Promise<boolean> {
  const { earlier, later, proof } = claim;
  if (earlier.origin !== later.origin) return false;
  return verifyConsistencyProof(sha256Of(algorithms), {
    oldSize: earlier.size,
    oldRoot: earlier.root,
    newSize: later.size,
    newRoot: later.root,
    proof,
  });
}
