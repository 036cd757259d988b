/** What a parser answers to bytes that it cannot read. `limit` is told apart from `malformed`. */
export type FormatErrorCode = 'malformed' | 'unsupported' | 'limit';

/** Unreadable input: says what was being read, where (octet offset where known) and why. */
export class FormatError extends Error {
  override readonly name = 'FormatError';
  readonly code: FormatErrorCode;
  readonly format: string;
  readonly offset: number | undefined;

  constructor(
    code: FormatErrorCode,
    facts: { format: string; reason: string; offset?: number; cause?: unknown },
  ) {
    const at = facts.offset === undefined ? '' : ` at octet ${facts.offset}`;
    super(`${facts.format}: ${facts.reason}${at}`, { cause: facts.cause });
    this.code = code;
    this.format = facts.format;
    this.offset = facts.offset;
  }
}
