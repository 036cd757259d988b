import { RequestError } from '../problems/request-error.ts';
import type { Context } from './context.ts';

/** A segment of the path as the route names it; ids are short, and anything else is not found. */
export function pathParameter(context: Context, name: string): string {
  const value: unknown = context['params']?.[name];
  if (isParameter(value)) return value;
  throw new RequestError('no-such-resource', 'no such address');
}

/** Whether it can be an id or a number of ours. */
export function isParameter(value: unknown): value is string {
  return typeof value === 'string' && /^[\w-]{1,64}$/.test(value);
}

/** A counting number in the path: 1, 2, … */
export function pathNumber(context: Context, name: string): number {
  const text = pathParameter(context, name);
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new RequestError('no-such-resource', 'no such address');
}
