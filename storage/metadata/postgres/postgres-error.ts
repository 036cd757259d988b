import { StorageError, type StorageErrorCode } from '../../../vault/ports/storage-error.ts';

/** SQLSTATE, or a class of them by its first two characters; the exact ones first. */
const CODES: readonly (readonly [string, StorageErrorCode])[] = [
  ['53100', 'no-space'], // disk_full
  ['57014', 'unavailable'], // query_canceled: a time limit
  ['23', 'corrupt'], // integrity constraint violation: dangling, or there already
  ['22', 'corrupt'], // data exception
  ['54000', 'corrupt'], // program_limit_exceeded: a value too long for an index
  ['XX001', 'corrupt'], // data_corrupted
  ['XX002', 'corrupt'], // index_corrupted
];

/** What PostgreSQL or the way to it said, in the words of the port; whatever is not named is `unavailable`. */
export function postgresError(error: unknown): Error {
  if (error instanceof StorageError) return error;
  const code = sqlState(error);
  const message = error instanceof Error ? error.message : String(error);
  const known = CODES.find(([start]) => code?.startsWith(start));
  return new StorageError(
    known?.[1] ?? 'unavailable',
    `PostgreSQL ${code ?? 'does not answer'}: ${message}`,
    error,
  );
}

/** Of two transactions that stood in each other's way one was ended for the other: it may begin anew. */
export function mayBeginAnew(error: unknown): boolean {
  const code = error instanceof StorageError ? sqlState(error.cause) : undefined;
  return code === '40001' || code === '40P01'; // serialization_failure, deadlock_detected
}

/** The connection is gone, and with it the answer; nothing tells what became of a commit under way. */
export function isConnectionLost(error: unknown): boolean {
  if (!(error instanceof StorageError)) return false;
  const code = sqlState(error.cause);
  if (code === undefined) return true;
  // connection exception; admin_shutdown, crash_shutdown, cannot_connect_now; a server that only reads
  return code.startsWith('08') || /^57P0[1-5]$/.test(code) || code === '25006';
}

function sqlState(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  const { code } = error;
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && 'severity' in error
    ? code
    : undefined;
}
