import BetterSqlite3 from 'better-sqlite3';
import { ConflictError, StorageError } from '../../../vault/ports/storage-error.ts';

/** SQLite's extended result code by name; undefined for an error of another kind. */
export function sqliteCode(error: unknown): string | undefined {
  return error instanceof BetterSqlite3.SqliteError ? error.code : undefined;
}

/** An error of SQLite in the words of the port; other errors as they are. */
export function portError(error: unknown): Error {
  const code = sqliteCode(error);
  if (code === undefined) return error instanceof Error ? error : new Error(String(error));
  const message = `${code}: ${error instanceof Error ? error.message : ''}`;
  if (code === 'SQLITE_FULL' || code === 'SQLITE_IOERR_SHMSIZE') {
    return new StorageError('no-space', message, error);
  }
  if (/^SQLITE_(CORRUPT|NOTADB|CONSTRAINT)/.test(code)) {
    return new StorageError('corrupt', message, error);
  }
  return new StorageError('unavailable', message, error);
}

/**
 * After these no write may be tried again: the kernel has dropped the pages whose fsync failed, so that
 * a second fsync would answer "done" for bytes that are not on the disk.
 */
export function endsWriting(error: unknown): boolean {
  return /^SQLITE_(IOERR_(DIR_)?FSYNC|CORRUPT|NOTADB)/.test(sqliteCode(error) ?? '');
}

/** An error as it crosses from the worker thread: class and code survive. */
export type WireError =
  | { readonly kind: 'conflict'; readonly error: ConflictError['code']; readonly message: string }
  | { readonly kind: 'storage'; readonly error: StorageError['code']; readonly message: string }
  | { readonly kind: 'bug'; readonly message: string };

export function toWire(cause: unknown): WireError {
  const error = portError(cause);
  const { message } = error;
  if (error instanceof ConflictError) return { kind: 'conflict', error: error.code, message };
  if (error instanceof StorageError) return { kind: 'storage', error: error.code, message };
  return { kind: 'bug', message: error.stack ?? message };
}

export function fromWire(wire: WireError): Error {
  switch (wire.kind) {
    case 'conflict':
      return new ConflictError(wire.error, wire.message);
    case 'storage':
      return new StorageError(wire.error, wire.message);
    case 'bug':
      return new Error(wire.message);
  }
}
