import { StorageError } from '../../vault/ports/storage-error.ts';
import { portError, systemCode } from './system-error.ts';

/**
 * Shuts for good at the first fsync that fails. The kernel reports a lost page once and then calls it
 * clean, so a second fsync would answer "done" for bytes that are not on the disk.
 */
export class WriteGate {
  #shut: StorageError | undefined;

  /** StorageError `unavailable` once the gate is shut. */
  check(): void {
    if (this.#shut !== undefined) throw this.#shut;
  }

  /** Runs a step that must reach the disk; ENOSPC of a delayed allocation does not shut the gate. */
  async sync(step: () => Promise<void>): Promise<void> {
    this.check();
    try {
      await step();
    } catch (error) {
      if (isLostWrite(error)) {
        this.#shut ??= new StorageError(
          'unavailable',
          `writing has ended: ${String(error)}`,
          error,
        );
        throw this.#shut;
      }
      throw portError(error);
    }
  }
}

function isLostWrite(error: unknown): boolean {
  const code = systemCode(error);
  return error instanceof Error && 'syscall' in error && error.syscall === 'fsync'
    ? code !== 'ENOSPC' && code !== 'EDQUOT'
    : code === 'EIO';
}
