import type { AlgorithmLimit } from './policy.ts';

/** An algorithm in use, as the provider names it; `bits` is the size of the key, absent for digests. */
export interface AlgorithmUse {
  readonly algorithm: string;
  readonly bits?: number;
}

export type AlgorithmJudgement =
  | { readonly acceptable: true }
  | { readonly acceptable: false; readonly why: 'not-listed' }
  /** `until` is the ISO date from which it stopped being acceptable. */
  | { readonly acceptable: false; readonly why: 'expired'; readonly until: string };

/**
 * Whether `use` is acceptable at `time`. A key has the latest end among the rows whose minimum it reaches;
 * below all of them, or without a row, it is not acceptable (ETSI TS 119 312 lists what is).
 */
export function judgeAlgorithm(
  use: AlgorithmUse,
  time: Date,
  limits: readonly AlgorithmLimit[],
): AlgorithmJudgement {
  let latest: string | undefined;
  for (const { algorithm, minimumBits, until } of limits) {
    if (algorithm !== use.algorithm) continue;
    if (minimumBits !== undefined && !(use.bits !== undefined && use.bits >= minimumBits)) continue;
    if (until === undefined) return { acceptable: true };
    if (latest === undefined || until > latest) latest = until;
  }
  if (latest === undefined) return { acceptable: false, why: 'not-listed' };
  if (time.getTime() < midnight(latest)) return { acceptable: true };
  return { acceptable: false, why: 'expired', until: latest };
}

/** The beginning, in UTC, of an ISO date that the policy's reader has checked; faster than to parse it. */
function midnight(date: string): number {
  return Date.UTC(
    Number(date.slice(0, 4)),
    Number(date.slice(5, 7)) - 1,
    Number(date.slice(8, 10)),
  );
}
