import { RequestError } from '../problems/request-error.ts';
import type { Context } from './context.ts';

export interface OneRange {
  readonly start: number;
  readonly length: number;
}

/**
 * The one range asked for (RFC 9110 §14.2), or undefined when the whole is to be sent: no range, several,
 * malformed, or an If-Range that names another representation. Throws `range-not-satisfiable`.
 */
export function rangeOf(
  context: Context,
  { size, etag }: { readonly size: number; readonly etag: string },
): OneRange | undefined {
  const ifRange = context.get('if-range');
  if (ifRange !== '' && ifRange !== etag) return undefined;
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(context.get('range').trim());
  if (match === null) return undefined;
  const [first = '', last = ''] = match.slice(1);
  if (first === '' && last === '') return undefined;
  const range = first === '' ? suffix(Number(last), size) : between(first, last, size);
  if (range === 'malformed') return undefined;
  if (range.length <= 0) {
    throw new RequestError('range-not-satisfiable', `the file has ${size} octets`, {
      headers: { 'Content-Range': `bytes */${size}` },
    });
  }
  return range;
}

function suffix(count: number, size: number): OneRange {
  const length = Math.min(count, size);
  return { start: size - length, length };
}

function between(first: string, last: string, size: number): OneRange | 'malformed' {
  const start = Number(first);
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (last !== '' && Number(last) < start) return 'malformed';
  return { start, length: start >= size ? 0 : end - start + 1 };
}
