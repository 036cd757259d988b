import { S3Error } from 'minio';
import { StorageError, type StorageErrorCode } from '../../../vault/ports/storage-error.ts';

/** The store does not answer, or says that it cannot now. */
export class StoreBusy extends Error {
  override readonly name = 'StoreBusy';
}

/** What S3 stores call their errors; undefined: the error is not the store's. */
export function s3Code(error: unknown): string | undefined {
  return error instanceof S3Error ? (error.code ?? 'UnknownError') : undefined;
}

/** HEAD answers without a body, so that a missing bucket looks like a missing object: see `isGone`. */
export const NOT_THERE = new Set(['NotFound', 'NoSuchKey', 'NoSuchVersion']);

const TEMPORARY = new Set([
  'SlowDown',
  'ServiceUnavailable',
  'InternalError',
  'RequestTimeout',
  'OperationAborted',
  'UnknownError',
  // Damaged on the way: sent again it may arrive whole.
  'BadDigest',
  'XAmzContentSHA256Mismatch',
]);

const CODES: ReadonlyMap<string, StorageErrorCode> = new Map([
  ['QuotaExceeded', 'no-space'],
  ['InsufficientStorage', 'no-space'],
  ['XMinioStorageFull', 'no-space'],
  ['EntityTooLarge', 'no-space'],
  ['BadDigest', 'corrupt'],
  ['XAmzContentSHA256Mismatch', 'corrupt'],
]);

/** Whether the same step may succeed a little later. */
export function isTemporary(error: unknown): boolean {
  const code = s3Code(error);
  return code === undefined ? isBroken(error) : TEMPORARY.has(code);
}

/** A connection that broke, was refused or timed out: of Node's network modules. */
function isBroken(error: unknown): boolean {
  if (error instanceof StoreBusy) return true;
  if (error instanceof TypeError || error instanceof RangeError) return false;
  return error instanceof Error && 'code' in error && typeof error.code === 'string';
}

/** An error of the store in the words of the port; one of another kind as it is. */
export function portError(error: unknown): unknown {
  if (error instanceof StorageError || !(error instanceof Error)) return error;
  const code = s3Code(error);
  if (code === undefined && !isBroken(error)) return error;
  const said = code === undefined ? error.message : `${code}: ${error.message}`;
  const kind = code !== undefined && NOT_THERE.has(code) ? 'not-found' : CODES.get(code ?? '');
  return new StorageError(kind ?? 'unavailable', said, error);
}

/** Runs a step of the store; rejects with StorageError. */
export async function ours<T>(step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    throw portError(error);
  }
}
