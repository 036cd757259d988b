export type ArchiveErrorCode =
  | 'broken-chain' // a segment is missing or of another archive
  | 'wrong-log' // a segment or a head is not signed by the log's key
  | 'damaged' // rows, entries or receipts are not those that were signed
  | 'cut' // segments at the end, which were there, are missing
  | 'fork'; // the archive tells another history than the last head or segment that was signed

/** Why an archive is not believed: it becomes no database, and no further segment is written behind it. */
export class ArchiveError extends Error {
  override readonly name = 'ArchiveError';
  readonly code: ArchiveErrorCode;
  constructor(code: ArchiveErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

export const damagedSegment = (number: number, what: string): ArchiveError =>
  new ArchiveError('damaged', `segment ${number}: ${what}`);
