import type { MainIndication } from './report.ts';

/** What `okno verify` tells the shell. `usage` is EX_USAGE of sysexits.h. */
export const EXIT = {
  passed: 0,
  failed: 1,
  indeterminate: 2,
  /** A file cannot be read, or holds no signature. */
  unreadable: 3,
  usage: 64,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** One indication for each signature; none at all is no signature. The worst decides. */
export function exitCode(indications: readonly MainIndication[]): ExitCode {
  if (indications.length === 0) return EXIT.unreadable;
  if (indications.includes('TOTAL-FAILED')) return EXIT.failed;
  if (indications.includes('INDETERMINATE')) return EXIT.indeterminate;
  return EXIT.passed;
}

const SEVERITY: readonly ExitCode[] = [
  EXIT.passed,
  EXIT.indeterminate,
  EXIT.unreadable,
  EXIT.failed,
  EXIT.usage,
];

/** Several files: the most serious code. */
export function worst(codes: readonly ExitCode[]): ExitCode {
  return codes.reduce<ExitCode>(
    (a, b) => (SEVERITY.indexOf(b) > SEVERITY.indexOf(a) ? b : a),
    EXIT.passed,
  );
}
