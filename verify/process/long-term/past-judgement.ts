// A judgement of now, and what past signature validation found beside it.
import type { PathResult } from '../../path/path-result.ts';
import type { Block } from '../block.ts';
import type { Judgement } from '../validate-signature.ts';
import type { PastSignature } from './validate-past-signature.ts';

/** Blocks after those that answer their failures by what is proven of the past. */
export function answered(blocks: readonly Block[], later: readonly Block[]): readonly Block[] {
  return [...blocks.map((each) => each.withoutFailures(later)), ...later];
}

/** The judgement with the path as it was found good in the past. */
export function inPast<T extends Judgement>(judgement: T, { past }: PastSignature): T {
  if (past === undefined) return judgement;
  const { path: checked, revocation, told, used, doubts } = past;
  const path: PathResult = {
    indication: 'PASSED',
    reason: { code: 'path-valid' },
    path: checked.certificates.map(({ certificate }) => certificate),
    anchor: checked.anchor,
    revocation,
    told,
    tried: [],
    notTold: 0,
    used,
    doubts,
    checked,
  };
  return { ...judgement, path };
}
