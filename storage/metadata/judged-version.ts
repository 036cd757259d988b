import type { VersionRecord } from '../../vault/model/document.ts';
import type { VersionJudgement } from '../../vault/ports/metadata.ts';
import { ConflictError } from '../../vault/ports/storage-error.ts';

/** The version after its judgement; ConflictError `stale` unless it is there and pending. */
export function judgedVersion(
  stored: VersionRecord | undefined,
  { documentId, number, state, signatures, placedEntry }: VersionJudgement,
): VersionRecord {
  if (stored?.state !== 'pending') {
    throw new ConflictError('stale', `version ${number} of document ${documentId} is not pending`);
  }
  const placed = placedEntry === undefined ? {} : { placedEntry };
  return { ...stored, state, signatures, ...placed };
}
