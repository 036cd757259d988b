import { equalBytes } from '../../formats/equal-bytes.ts';
import type { PathResult } from '../path/path-result.ts';
import type { Evidence } from './evidence.ts';
import type { TimedJudgement } from './validate-with-time.ts';

/** Validation data on which decisions stood, each once. */
export type UsedEvidence = Evidence;

export function usedEvidence(judgements: readonly TimedJudgement[]): UsedEvidence {
  const used = judgements.flatMap(pathsOf).map((path) => path.used);
  return {
    certificates: distinct(used.flatMap(({ certificates }) => certificates)),
    crls: distinct(used.flatMap(({ crls }) => crls)),
    ocspResponses: distinct(used.flatMap(({ ocspResponses }) => ocspResponses)),
  };
}

/**
 * Paths that hold back a decision which more evidence could still settle. A signature that is broken is none: no
 * certificate mends it.
 */
export function openPaths(judgements: readonly TimedJudgement[]): readonly PathResult[] {
  return judgements
    .filter(({ outcome }) => outcome.indication === 'INDETERMINATE')
    .flatMap(pathsOf)
    .filter(({ indication }) => indication !== 'PASSED');
}

/** Of the signer and of those who signed its time-stamps. */
function pathsOf({ path, timeStamps }: TimedJudgement): readonly PathResult[] {
  const paths = [path, ...timeStamps.map(({ signature }) => signature?.path)];
  return paths.filter((each) => each !== undefined);
}

function distinct<T extends { readonly der: Uint8Array }>(items: readonly T[]): T[] {
  const kept: T[] = [];
  for (const item of new Set(items)) {
    if (!kept.some(({ der }) => equalBytes(der, item.der))) kept.push(item);
  }
  return kept;
}
