import { BadCaseError, objectIn } from './bad-case.ts';
import { CaseFields } from './case-fields.ts';
import type { Line } from './read-lines.ts';

/** What a line that is no case is answered with. */
export interface BadLine {
  readonly id: string | number | null;
  readonly line: number;
  readonly error: { readonly code: string; readonly message: string };
}

/** Judges one case: a JSON object. Rejects with BadCaseError for what is none. */
export type JudgeCase = (value: Readonly<Record<string, unknown>>) => Promise<object>;

/** Answers lines, whatever they hold. Errors that are bugs of ours are thrown. */
export function lineJudge(judge: JudgeCase): (line: Line) => Promise<object> {
  return (line) => answerLine(line, judge);
}

async function answerLine(line: Line, judge: JudgeCase): Promise<object> {
  try {
    if ('tooLong' in line) throw new BadCaseError('line-too-long', 'the line is over the limit');
    return await judge(objectIn(line.text));
  } catch (error) {
    if (!(error instanceof BadCaseError)) throw error;
    const { id, code, message } = error;
    return { id, line: line.number, error: { code, message } } satisfies BadLine;
  }
}

/** The answer to a line over which the judging itself broke. */
export function brokenLine(line: Line, { message }: Error): BadLine {
  return { id: idOf(line), line: line.number, error: { code: 'internal', message } };
}

function idOf(line: Line): BadLine['id'] {
  try {
    return 'tooLong' in line ? null : new CaseFields(objectIn(line.text)).id;
  } catch (error) {
    if (error instanceof BadCaseError) return null;
    throw error;
  }
}
