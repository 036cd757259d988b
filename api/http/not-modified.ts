import type { Context } from './context.ts';

/**
 * RFC 9110 §13.1.2: whether the client has the representation already. Unlike Koa's `fresh`, a request's
 * Cache-Control plays no part: it speaks to caches, and this is the origin.
 */
export function notModified(context: Context, etag: string): boolean {
  const given = context.get('if-none-match').trim();
  if (given === '*') return true;
  return given.split(',').some((each) => each.trim().replace(/^W\//, '') === etag);
}
