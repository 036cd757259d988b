import type { Line } from './read-lines.ts';

/** Some lines for one thread. */
export interface BatchTask {
  readonly lines: readonly Line[];
}

/** The answers, one for each line, in their order. */
export interface BatchAnswer {
  readonly answers: readonly object[];
}

/** What a line that is no case is answered with. */
export interface BadLine {
  readonly id: string | number | null;
  readonly line: number;
  readonly error: { readonly code: string; readonly message: string };
}

/** The line is no case; `id` where it could be read. */
export class BadCaseError extends Error {
  override readonly name = 'BadCaseError';
  readonly code: string;
  readonly id: string | number | null;
  constructor(code: string, message: string, id: string | number | null = null) {
    super(message);
    this.code = code;
    this.id = id;
  }
}

/** Judges one case: a JSON object. Rejects with BadCaseError for what is none. */
export type JudgeCase = (value: Readonly<Record<string, unknown>>) => Promise<object>;

/** One answer a line, whatever the line holds. Errors that are bugs of ours are thrown. */
export async function answerLine(line: Line, judge: JudgeCase): Promise<object> {
  try {
    if ('tooLong' in line) throw new BadCaseError('line-too-long', 'the line is over the limit');
    return await judge(objectIn(line.text));
  } catch (error) {
    if (!(error instanceof BadCaseError)) throw error;
    const { id, code, message } = error;
    return { id, line: line.number, error: { code, message } } satisfies BadLine;
  }
}

/** Throws BadCaseError. */
export function objectIn(text: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new BadCaseError('not-json', error instanceof Error ? error.message : String(error));
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new BadCaseError('not-an-object', 'the line is no JSON object');
  }
  return Object.fromEntries(Object.entries(value));
}
