import { StorageError } from '../../vault/ports/storage-error.ts';

const NO_SPACE = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** The code of a system error; undefined for an error of another kind. */
export function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return undefined;
  return String(error.code);
}

/** A system error in the words of the port; errors of another kind (the client's stream) as they are. */
export function portError(error: unknown): unknown {
  const code = systemCode(error);
  if (code === undefined || !(error instanceof Error)) return error;
  return new StorageError(NO_SPACE.has(code) ? 'no-space' : 'unavailable', error.message, error);
}
