export type JournalErrorCode =
  | 'clock-went-back' // the clock is behind the last entry: no legal time can be given
  | 'fork' // the stored log does not extend the last head that was signed
  | 'last-head-missing' // the log has entries, but nobody remembers which head was signed last
  | 'damaged' // the stored head contradicts the stored nodes
  | 'wrong-log' // the stored head belongs to a log of another name
  | 'wrong-key' // a log is signed with Ed25519 only
  | 'unknown-entry' // waited for an entry that was never committed
  | 'closed';

/** The journal refuses to go on; nothing that was acknowledged is touched. */
export class JournalError extends Error {
  override readonly name = 'JournalError';
  readonly code: JournalErrorCode;
  constructor(code: JournalErrorCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}
