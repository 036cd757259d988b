export type StorageErrorCode =
  | 'not-found'
  | 'erased' // its key was destroyed: it was there, and nobody can read it any more
  | 'too-large'
  | 'no-space' // ENOSPC, EDQUOT: nothing was acknowledged, the service goes on
  | 'unavailable'
  | 'corrupt';

export class StorageError extends Error {
  override readonly name = 'StorageError';
  readonly code: StorageErrorCode;
  constructor(code: StorageErrorCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

export type ConflictCode = 'stale' | 'version-exists' | 'key-exists';

/** Somebody else was first; the caller reads again and decides. */
export class ConflictError extends Error {
  override readonly name = 'ConflictError';
  readonly code: ConflictCode;
  constructor(code: ConflictCode, message: string) {
    super(message);
    this.code = code;
  }
}
