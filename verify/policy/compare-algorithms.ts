import type { PolicyDifference } from './compare-policies.ts';
import type { AlgorithmLimit } from './policy.ts';

/**
 * How long each algorithm is accepted, key size by key size: rows say the same in many ways, so what is compared is
 * the end that the smallest key of each range has (algorithm-limits.ts).
 */
export function compareAlgorithms(
  base: readonly AlgorithmLimit[],
  limits: readonly AlgorithmLimit[],
): readonly PolicyDifference[] {
  const all = [...base, ...limits];
  const names = [...new Set(all.map(({ algorithm }) => algorithm))];
  return names.flatMap((algorithm) => {
    const own = all.filter((limit) => limit.algorithm === algorithm);
    const sizes = [...new Set(own.map(({ minimumBits = 0 }) => minimumBits))].toSorted(
      (a, b) => a - b,
    );
    const found = sizes.map((bits) => {
      const [from, to] = [endOf(base, algorithm, bits), endOf(limits, algorithm, bits)];
      const what = bits === 0 ? algorithm : `${algorithm} ≥ ${bits}`;
      const effect = to > from ? 'weaker' : 'stricter';
      return { what, from, to, effect } satisfies PolicyDifference;
    });
    return found.filter(({ from, to }) => from !== to);
  });
}

// In the order of their texts: never, days, for ever.
const NEVER = '-';
const ALWAYS = '∞';

function endOf(limits: readonly AlgorithmLimit[], algorithm: string, bits: number): string {
  const ends = limits
    .filter((limit) => limit.algorithm === algorithm && bits >= (limit.minimumBits ?? 0))
    .map(({ until = ALWAYS }) => until);
  return ends.reduce((latest, end) => (end > latest ? end : latest), NEVER);
}
