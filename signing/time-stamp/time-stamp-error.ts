import type { TimeStampFailure } from '../../formats/tsp/time-stamp.ts';

export type TimeStampErrorCode =
  | 'unreachable' // no answer, or none in time
  | 'bad-answer' // an answer that is no time-stamp response, or over the limit
  | 'refused' // the TSA says why not: `failures`
  | 'other-imprint' // the token is over something else
  | 'other-nonce' // the token answers another request
  | 'other-policy' // the token was made under another policy than was asked for
  | 'token-not-valid'; // the checker refuses it: `cause` or the message says why

/** Why there is no token. There is no other source of time to take its place. */
export class TimeStampError extends Error {
  override readonly name = 'TimeStampError';
  readonly code: TimeStampErrorCode;
  readonly failures: readonly TimeStampFailure[];

  constructor(
    code: TimeStampErrorCode,
    reason: string,
    more: { readonly cause?: unknown; readonly failures?: readonly TimeStampFailure[] } = {},
  ) {
    super(reason, { cause: more.cause });
    this.code = code;
    this.failures = more.failures ?? [];
  }
}
