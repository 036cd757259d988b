import type { Middleware } from './context.ts';

/** An answer that is data: nothing in it may run, be framed, be sniffed or be kept by a cache. */
const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox";

/** The page: its own script, style and pictures, no inline code, no foreign origin. */
export const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

export function securityHeaders(origin: () => string): Middleware {
  return async (context, next) => {
    context.set({
      'Content-Security-Policy': DATA_POLICY,
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Resource-Policy': 'same-origin',
      'Cache-Control': 'no-store',
      // The language of problems and reports depends on it, and whose data are shown on who asks.
      Vary: 'Accept-Language, Authorization, Cookie',
    });
    if (origin().startsWith('https:')) {
      context.set('Strict-Transport-Security', 'max-age=63072000');
    }
    await next();
  };
}
