import type { ExitCode } from '../exit-code.ts';
import { stableJson } from '../json-report.ts';
import { summaryOf } from '../shown/show-summary.ts';
import type { UnreadableMaterial, Verdict } from '../verdict.ts';
import { withEveryMember } from './with-every-member.ts';
import { withSentences } from './with-sentences.ts';

/**
 * The answers as JSON, by validation-report.schema.json: of one file its report itself, of several `files` with a
 * report each, and how many came out how. Every reason has its sentences beside its code.
 */
export function writeJson(
  verdicts: readonly Verdict[],
  exitCode: ExitCode,
  unreadable: readonly UnreadableMaterial[] = [],
): string {
  const [first, ...others] = verdicts;
  const answer =
    first !== undefined && others.length === 0
      ? jsonAnswer(first)
      : { exitCode, files: verdicts.map(jsonAnswer), summary: summaryOf(verdicts) };
  return stableJson(unreadable.length === 0 ? answer : { ...answer, unreadable });
}

/**
 * The answer about one file, as an object. `path` as the file was found; the report's own `file` is the name without
 * folders.
 */
export function jsonAnswer(verdict: Verdict): object {
  const { kind, file: path, exitCode } = verdict;
  const file = path.slice(path.lastIndexOf('/') + 1);
  if (verdict.kind === 'unreadable') return { kind, path, file, exitCode, error: verdict.error };
  const remarks = verdict.kind === 'package' ? {} : verdict.fetching;
  const report = verdict.kind === 'signature' ? withEveryMember(verdict.report) : verdict.report;
  return { kind, path, exitCode, file, ...withSentences(report), ...remarks };
}
