import { ConflictError, StorageError } from '../../vault/ports/storage-error.ts';

/** Code of the error with which `step` rejects; `done` when it does not. */
export async function outcome(step: Promise<unknown>): Promise<string> {
  try {
    await step;
    return 'done';
  } catch (error) {
    if (error instanceof ConflictError || error instanceof StorageError) return error.code;
    throw error;
  }
}
