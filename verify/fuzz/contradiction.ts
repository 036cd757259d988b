import type { SignatureReport } from '../report/report.ts';

type Said = Pick<SignatureReport, 'indication' | 'intact' | 'cryptographicallyValid'>;

/**
 * What no report may say of a signature, of those over it or of its time-stamps, whoever made them: that one is good of
 * which the mathematics is not right, or was never done (EN 319 102-1 §5.2.7). Undefined: it does not.
 */
export function contradiction(report: SignatureReport): string | undefined {
  const { timestamps, counterSignatures = [] } = report;
  return (
    passedUnverified('a signature', report) ??
    first(timestamps, (token) => passedUnverified(`the ${token.kind}`, token)) ??
    first(counterSignatures, contradiction)
  );
}

function passedUnverified(
  what: string,
  { indication, intact, cryptographicallyValid }: Said,
): string | undefined {
  if (indication !== 'TOTAL-PASSED' || (intact && cryptographicallyValid)) return undefined;
  return `${what} that passed though never verified`;
}

function first<T>(list: readonly T[], find: (one: T) => string | undefined): string | undefined {
  for (const one of list) {
    const found = find(one);
    if (found !== undefined) return found;
  }
  return undefined;
}
