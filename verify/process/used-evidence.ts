import { equalBytes } from '../../formats/equal-bytes.ts';
import type { PathResult } from '../path/path-result.ts';
import { withCounterSignatures } from '../report/with-counter-signatures.ts';
import type { Evidence } from './evidence.ts';
import type { JudgedSignature } from './signature-report.ts';

/** Validation data on which decisions stood, each once. */
export type UsedEvidence = Evidence;

export function usedEvidence(judgements: readonly JudgedSignature[]): UsedEvidence {
  const used = withCounterSignatures(judgements)
    .flatMap(pathsOf)
    .map((path) => path.used);
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
export function openPaths(judgements: readonly JudgedSignature[]): readonly PathResult[] {
  return withCounterSignatures(judgements)
    .filter(({ outcome }) => outcome.indication === 'INDETERMINATE')
    .flatMap(pathsOf)
    .filter(({ indication }) => indication !== 'PASSED');
}

/** Of the signer and of those who signed its time-stamps. */
function pathsOf({ path, timeStamps }: JudgedSignature): readonly PathResult[] {
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
