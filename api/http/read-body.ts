import { RequestError } from '../problems/request-error.ts';
import type { Context } from './context.ts';

/** Octets; every JSON body of the API is a page of fields. */
export const JSON_LIMIT = 256 * 1024;

/** A JSON object. Refuses other media types, bodies over the limit, broken UTF-8, and other JSON values. */
export async function readJson(context: Context): Promise<Readonly<Record<string, unknown>>> {
  requireMediaType(context, 'application/json');
  return parseJsonObject(await readBody(context, JSON_LIMIT));
}

export function parseJsonObject(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new RequestError('malformed-json', 'not JSON in UTF-8', { cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new RequestError('malformed-json', 'a JSON object is expected');
  }
  return Object.fromEntries(Object.entries(value));
}

/** The whole body in memory, at most `limit` octets. */
export async function readBody(context: Context, limit: number): Promise<Uint8Array> {
  refuseDeclaredLength(context, limit);
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of bodyOf(context)) {
    size += piece.length;
    if (size > limit) throw tooLarge(limit);
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

/** The body in pieces; a client that goes away is told apart from a server error. */
export async function* bodyOf(context: Context): AsyncGenerator<Uint8Array> {
  // RFC 9110 §10.1.1: the client waits for leave to send.
  if (context.get('expect').toLowerCase() === '100-continue') context.res.writeContinue();
  try {
    // Leaving the loop early must not destroy the socket: the answer still has to go out on it.
    for await (const piece of context.req.iterator({ destroyOnReturn: false })) yield piece;
  } catch (cause) {
    throw new RequestError('client-gone', 'the client stopped before the end of the body', {
      cause,
    });
  }
}

/** Refuses by Content-Length before a single octet is read. */
export function refuseDeclaredLength(context: Context, limit: number): void {
  if ((context.request.length ?? 0) > limit) throw tooLarge(limit);
}

export function tooLarge(limit: number): RequestError {
  return new RequestError('body-too-large', `the body is over the limit of ${limit} octets`, {
    facts: { limit },
  });
}

export function requireMediaType(context: Context, expected: string): void {
  const declared = context.get('content-type').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (declared === expected) return;
  throw new RequestError('unsupported-media-type', `expected ${expected}`, {
    facts: { expected },
    headers: { 'Accept-Post': expected },
  });
}
