import { RequestError } from '../problems/request-error.ts';
import type { Context } from './context.ts';

/**
 * The Idempotency-Key of a request that creates: bare, or a Structured Field string in quotes as the IETF
 * draft has it. Mandatory: without it a client that lost an answer could not tell what became of it.
 */
export function idempotencyKeyOf(context: Context): string {
  const key = givenIdempotencyKey(context);
  if (key !== undefined) return key;
  throw new RequestError(
    'idempotency-key-required',
    'Idempotency-Key: 1 to 255 visible ASCII characters, the same for every repetition',
  );
}

/** Undefined: none was given, or one that is none. */
export function givenIdempotencyKey(context: Context): string | undefined {
  const header = context.get('idempotency-key').trim();
  const key = /^"(.*)"$/.exec(header)?.[1] ?? header;
  return /^[\x21-\x7e]{1,255}$/.test(key) ? key : undefined;
}
