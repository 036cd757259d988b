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

/** A row of the policy, its end in milliseconds. */
interface Row {
  readonly limit: AlgorithmLimit;
  readonly ends: number;
}

/** The rows of each algorithm: every signature asks of a dozen, and a policy has a hundred rows. */
const INDEXES = new WeakMap<readonly AlgorithmLimit[], ReadonlyMap<string, readonly Row[]>>();

function rowsOf(algorithm: string, limits: readonly AlgorithmLimit[]): readonly Row[] {
  const known = INDEXES.get(limits);
  if (known !== undefined) return known.get(algorithm) ?? [];
  const rows = limits.map((limit): Row => ({ limit, ends: endOf(limit) }));
  INDEXES.set(
    limits,
    Map.groupBy(rows, ({ limit }) => limit.algorithm),
  );
  return rowsOf(algorithm, limits);
}

/** The beginning, in UTC, of an ISO date that the policy's reader has checked. */
function endOf({ until }: AlgorithmLimit): number {
  return until === undefined ? Number.POSITIVE_INFINITY : Date.parse(`${until}T00:00:00Z`);
}

/** The row with the latest end of those whose minimum the key reaches. */
function latestRow(use: AlgorithmUse, limits: readonly AlgorithmLimit[]): Row | undefined {
  let latest: Row | undefined;
  for (const row of rowsOf(use.algorithm, limits)) {
    const { minimumBits } = row.limit;
    if (minimumBits !== undefined && !(use.bits !== undefined && use.bits >= minimumBits)) continue;
    if (latest === undefined || row.ends > latest.ends) latest = row;
  }
  return latest;
}

/**
 * How long `use` is acceptable. A key has the latest end among the rows whose minimum it reaches; below all of them,
 * or without a row, it never is (ETSI TS 119 312 lists what is).
 */
export function algorithmTerm(use: AlgorithmUse, limits: readonly AlgorithmLimit[]): AlgorithmTerm {
  const row = latestRow(use, limits);
  if (row === undefined) return { listed: false };
  const { until } = row.limit;
  return until === undefined ? { listed: true } : { listed: true, until };
}

const ACCEPTABLE: AlgorithmJudgement = { acceptable: true };

/** Whether `use` is acceptable at `time`. */
export function judgeAlgorithm(
  use: AlgorithmUse,
  time: Date,
  limits: readonly AlgorithmLimit[],
): AlgorithmJudgement {
  const row = latestRow(use, limits);
  if (row === undefined) return { acceptable: false, why: 'not-listed' };
  const { until } = row.limit;
  if (until === undefined || time.getTime() < row.ends) return ACCEPTABLE;
  return { acceptable: false, why: 'expired', until };
}
