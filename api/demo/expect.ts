import type { Answer } from './client.ts';

/** A step did not go as the service promises: the demonstration ends with exit code 1. */
export class DemoError extends Error {
  override readonly name = 'DemoError';
}

/** The answer itself when it has the promised status; else DemoError with what came instead. */
export function expectStatus(answer: Answer, status: number, step: string): Answer {
  if (answer.status === status) return answer;
  const body = Buffer.from(answer.bytes).toString('utf8').slice(0, 2000);
  throw new DemoError(`${step}: expected HTTP ${status}, got ${answer.status}: ${body}`);
}

export function expectThat(condition: boolean, step: string): asserts condition {
  if (!condition) throw new DemoError(step);
}

/** Objects in an array field of an answer or of a part of one. */
export function objectsIn(
  value: unknown,
  field: string,
): readonly Readonly<Record<string, unknown>>[] {
  const list = typeof value === 'object' && value !== null ? Reflect.get(value, field) : undefined;
  if (!Array.isArray(list)) throw new DemoError(`no list «${field}» in the answer`);
  return list.filter((item) => typeof item === 'object' && item !== null);
}

export function textIn(value: unknown, field: string): string {
  const text = typeof value === 'object' && value !== null ? Reflect.get(value, field) : undefined;
  if (typeof text !== 'string') throw new DemoError(`no text «${field}» in the answer`);
  return text;
}
