import type { SequencedBatch } from '../../vault/ports/metadata.ts';
import { ConflictError, StorageError } from '../../vault/ports/storage-error.ts';

/** Where the stored log ends. */
export interface LogEnd {
  readonly size: number;
  /** ISO 8601 time of the last entry. */
  readonly time?: string;
}

/** What every adapter refuses: something about a checkpoint that this journal has not signed yet. */
export function checkSupplement(size: number, end: number): void {
  if (Number.isSafeInteger(size) && size > 0 && size <= end) return;
  throw new StorageError(
    'corrupt',
    `supplement to a checkpoint of ${size} entries, there are ${end}`,
  );
}

/** ISO 8601 UTC with milliseconds: in this one form texts compare as the moments do. */
const LEGAL_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/**
 * What every adapter refuses whoever calls it: two sequencers (ConflictError `stale`), a gap or a
 * repetition of an index, a head of another size, time that runs backwards or is in another form (StorageError `corrupt`).
 */
export function checkBatch(end: LogEnd, batch: SequencedBatch): void {
  if (batch.expectedSize !== end.size) {
    throw new ConflictError(
      'stale',
      `journal has ${end.size} entries, the batch expected ${batch.expectedSize}`,
    );
  }
  let time = end.time ?? '';
  for (const [position, entry] of batch.entries.entries()) {
    if (entry.index !== end.size + position) {
      throw new StorageError(
        'corrupt',
        `entry ${entry.id} has index ${entry.index} in place of ${end.size + position}`,
      );
    }
    if (!LEGAL_TIME.test(entry.time)) {
      throw new StorageError('corrupt', `entry ${entry.id} has time ${entry.time}`);
    }
    if (entry.time < time) {
      throw new StorageError(
        'corrupt',
        `entry ${entry.id} at ${entry.time} is earlier than ${time}`,
      );
    }
    time = entry.time;
  }
  if (batch.head.size !== end.size + batch.entries.length) {
    throw new StorageError(
      'corrupt',
      `head of ${batch.head.size} entries over a journal of ${end.size + batch.entries.length}`,
    );
  }
}
