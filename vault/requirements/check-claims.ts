import type { Requirement, ShownBy } from './requirements.ts';

/** Titles as the test runner reports them in a run of every file. */
export interface RunResults {
  readonly passed: ReadonlySet<string>;
  /** Skipped for want of a peer; under CI=true these fail instead. */
  readonly skipped: ReadonlySet<string>;
}

/**
 * What a whole run says against the rows: a test that is named and did not pass, or a row that is called kept
 * without a test that shows it. Empty: the claims hold.
 */
export function brokenClaims(
  requirements: readonly Requirement[],
  { passed, skipped }: RunResults,
): readonly string[] {
  return requirements.flatMap(({ id, status, tests }) => {
    const titles = tests.map(reportedTitle);
    const missing = titles.filter((title) => !passed.has(title) && !skipped.has(title));
    const faults = missing.map((title) => `${id} names a test that has not passed: ${title}`);
    // A test that wants a peer says so where there is none; where all peers must be there, that is a failure.
    const shown = titles.some((title) => passed.has(title) || skipped.has(title));
    return status === 'kept' && !shown
      ? [...faults, `${id} is kept, and no test shows it`]
      : faults;
  });
}

/** ava writes the path of the file before the title when it runs several files. */
export function reportedTitle({ file, title }: ShownBy): string {
  return `${file.replace(/\.test\.ts$/, '').replaceAll('/', ' › ')} › ${title}`;
}
