import type { AlgorithmLimit } from './policy.ts';

/** An algorithm in use, as the provider names it; `bits` is the size of the key, absent for digests. */
export interface AlgorithmUse {
  readonly algorithm: string;
  readonly bits?: number;
}

/** `until`: the ISO date from which it is not acceptable any more; absent: no end is known. */
export type AlgorithmTerm =
  | { readonly listed: true; readonly until?: string }
  | { readonly listed: false };

export type AlgorithmJudgement =
  | { readonly acceptable: true }
  | { readonly acceptable: false; readonly why: 'not-listed' }
  /** `until` is the ISO date from which it stopped being acceptable. */
  | { readonly acceptable: false; readonly why: 'expired'; readonly until: string };

/**
 * How long `use` is acceptable. A key has the latest end among the rows whose minimum it reaches; below all of them,
 * or without a row, it never is (ETSI TS 119 312 lists what is).
 */
export function algorithmTerm(use: AlgorithmUse, limits: readonly AlgorithmLimit[]): AlgorithmTerm {
  let latest: string | undefined;
  for (const { algorithm, minimumBits, until } of limits) {
    if (algorithm !== use.algorithm) continue;
    if (minimumBits !== undefined && !(use.bits !== undefined && use.bits >= minimumBits)) continue;
    if (until === undefined) return { listed: true };
    if (latest === undefined || until > latest) latest = until;
  }
  return latest === undefined ? { listed: false } : { listed: true, until: latest };
}

/** Whether `use` is acceptable at `time`. */
export function judgeAlgorithm(
  use: AlgorithmUse,
  time: Date,
  limits: readonly AlgorithmLimit[],
): AlgorithmJudgement {
  const term = algorithmTerm(use, limits);
  if (!term.listed) return { acceptable: false, why: 'not-listed' };
  const { until } = term;
  if (until === undefined || time.getTime() < midnight(until)) {
    return { acceptable: true };
  }
  return { acceptable: false, why: 'expired', until };
}

/** The beginning, in UTC, of an ISO date that the policy's reader has checked; faster than to parse it. */
function midnight(date: string): number {
  return Date.UTC(
    Number(date.slice(0, 4)),
    Number(date.slice(5, 7)) - 1,
    Number(date.slice(8, 10)),
  );
}
