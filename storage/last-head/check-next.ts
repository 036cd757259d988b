import type { RememberedHead } from '../../vault/ports/last-head.ts';
import { ConflictError } from '../../vault/ports/storage-error.ts';

/** ConflictError `stale` when another head was signed meanwhile, or when `next` would be a fork. */
export function checkNext(
  stored: RememberedHead | undefined,
  expected: RememberedHead | undefined,
  next: RememberedHead,
): void {
  if (stored?.size !== expected?.size || stored?.root !== expected?.root) {
    throw new ConflictError(
      'stale',
      `the last head has size ${stored?.size ?? 'none'}, not ${expected?.size ?? 'none'}`,
    );
  }
  if (stored === undefined || next.size > stored.size) return;
  if (next.size < stored.size || next.root !== stored.root) {
    throw new ConflictError('stale', `head of size ${next.size} would fork size ${stored.size}`);
  }
}
