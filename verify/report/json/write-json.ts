import type { ExitCode } from '../exit-code.ts';
import { stableJson } from '../json-report.ts';
import type { Verdict } from '../verdict.ts';
import { withSentences } from './with-sentences.ts';

/**
 * The answers as JSON, by validation-report.schema.json: of one file its report itself, of several `files` with a
 * report each. Every reason has its sentences beside its code.
 */
export function writeJson(verdicts: readonly Verdict[], exitCode: ExitCode): string {
  const [first, ...others] = verdicts.map(answerOf);
  const answer =
    first !== undefined && others.length === 0
      ? first
      : { exitCode, files: verdicts.map(answerOf) };
  return stableJson(answer);
}

/** `path` as the file was found; the report's own `file` is the name without folders. */
function answerOf(verdict: Verdict): object {
  const { kind, file: path, exitCode } = verdict;
  const file = path.slice(path.lastIndexOf('/') + 1);
  return verdict.kind === 'unreadable'
    ? { kind, path, file, exitCode, error: verdict.error }
    : { kind, path, exitCode, file, ...withSentences(verdict.report) };
}
