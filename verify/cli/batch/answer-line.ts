import { EXIT, type ExitCode } from '../../report/exit-code.ts';
import { BadCaseError, objectIn } from './bad-case.ts';
import { CaseFields } from './case-fields.ts';
import type { Line } from './read-lines.ts';

/** What a line that is no case is answered with. */
export interface BadLine {
  readonly id: string | number | null;
  readonly line: number;
  readonly error: { readonly code: string; readonly message: string };
}

/** The answer to a line as it is written: from another thread text comes several times faster than what it tells. */
export interface LineAnswer {
  /** JSON, without the end of line. */
  readonly text: string;
  readonly exitCode: ExitCode;
}

/** Judges cases. */
export interface CaseJudge {
  /** Of one: a JSON object. Rejects with BadCaseError for what is none. */
  readonly judge: (value: Readonly<Record<string, unknown>>) => Promise<object>;
  /** Of one answer. */
  readonly codeOf: (answer: object) => ExitCode;
}

/** Answers lines, whatever they hold. Errors that are bugs of ours are thrown. */
export function lineJudge({ judge, codeOf }: CaseJudge): (line: Line) => Promise<LineAnswer> {
  return async (line) => {
    const answer = await answerLine(line, judge);
    return { text: JSON.stringify(answer), exitCode: codeOf(answer) };
  };
}

async function answerLine(line: Line, judge: CaseJudge['judge']): Promise<object> {
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
export function brokenLine(line: Line, { message }: Error): LineAnswer {
  const error = { code: 'internal', message };
  const answer = { id: idOf(line), line: line.number, error } satisfies BadLine;
  return { text: JSON.stringify(answer), exitCode: EXIT.unreadable };
}

function idOf(line: Line): BadLine['id'] {
  try {
    return 'tooLong' in line ? null : new CaseFields(objectIn(line.text)).id;
  } catch (error) {
    if (error instanceof BadCaseError) return null;
    throw error;
  }
}
