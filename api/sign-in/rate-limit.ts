import type { Middleware } from '../http/context.ts';
import { RequestError } from '../problems/request-error.ts';

export interface RateLimit {
  /** Attempts that an address may make at once. */
  readonly burst: number;
  /** Attempts that come back each minute. */
  readonly perMinute: number;
}

/** Addresses remembered; beyond it the one unseen for longest is forgotten. */
const ADDRESSES = 10_000;

/** A token bucket per client address, kept in memory and never logged; each caller's buckets are its own. */
export function rateLimit(limit: RateLimit, now: () => Date): Middleware {
  const buckets = new Map<string, { tokens: number; at: number }>();
  return async (context, next) => {
    const at = now().getTime();
    const old = buckets.get(context.ip) ?? { tokens: limit.burst, at };
    const refill = (Math.max(0, at - old.at) / 60_000) * limit.perMinute;
    const tokens = Math.min(limit.burst, old.tokens + refill);
    buckets.delete(context.ip);
    buckets.set(context.ip, { tokens: Math.max(0, tokens - 1), at });
    const eldest = buckets.size > ADDRESSES ? buckets.keys().next().value : undefined;
    if (eldest !== undefined) buckets.delete(eldest);
    if (tokens < 1) {
      const seconds = Math.ceil(((1 - tokens) / limit.perMinute) * 60);
      throw new RequestError('too-many-requests', `try again in ${seconds} s`, {
        headers: { 'Retry-After': String(seconds) },
      });
    }
    await next();
  };
}
