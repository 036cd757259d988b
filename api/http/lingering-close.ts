import type { Context } from './context.ts';

/** Milliseconds for which a refused body is still read and thrown away. */
const LINGER = 2000;

/**
 * Answers while the client is still sending, then closes. Closing at once with unread octets makes the
 * kernel send RST, and the client would lose the very answer that says why (RFC 9112 §9.6).
 */
export function answerAndClose(context: Context, status: number, body: Uint8Array): void {
  context.respond = false;
  const { req, res } = context;
  context.set({ Connection: 'close', 'Content-Length': String(body.length) });
  res.statusCode = status;
  res.write(body);
  const timer = setTimeout(end, LINGER);
  req.once('end', end);
  req.once('close', end);
  req.resume();

  function end(): void {
    clearTimeout(timer);
    if (!res.writableEnded) res.end();
  }
}
