import type { VersionRecord } from '../../vault/model/document.ts';
import type { VersionJudgement } from '../../vault/ports/metadata.ts';
import { ConflictError } from '../../vault/ports/storage-error.ts';

/** The version after its judgement; ConflictError `stale` unless it is there as the judgement took it to be. */
export function judgedVersion(
  stored: VersionRecord | undefined,
  judgement: VersionJudgement,
): VersionRecord {
  const { from = 'pending', proposed } = judgement;
  if (stored?.state !== from || stored.hold?.proposal?.entry !== proposed) {
    throw staleJudgement(judgement);
  }
  const { hold: _former, ...version } = stored;
  const { state, signatures, hold, placedEntry } = judgement;
  return {
    ...version,
    state,
    signatures,
    ...(hold === undefined ? {} : { hold }),
    ...(placedEntry === undefined ? {} : { placedEntry }),
  };
}

export function staleJudgement({ documentId, number, from = 'pending' }: VersionJudgement) {
  return new ConflictError('stale', `version ${number} of document ${documentId} is not ${from}`);
}
