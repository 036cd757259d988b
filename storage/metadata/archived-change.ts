import type {
  ArchivedChange,
  ArchivedChanges,
  ArchivedErasure,
  Changes,
  EntryErasure,
} from '../../vault/ports/metadata.ts';
import { bare, withoutKeys } from './named-blobs.ts';

/**
 * The record of a commit for the archive; undefined when there is nothing to keep but sessions and jobs. Keys of
 * blobs are not in it: the archive is for ever, a key is until it is destroyed.
 */
export function changesRecord(committed: Changes): string | undefined {
  const { entryErasures, versions, judgements, made, ...rest } = committed;
  const { sessions: _, sessionChanges: _changes, forgetSessions: _forgotten, ...others } = rest;
  const changes: ArchivedChanges = {
    ...others,
    ...(versions === undefined ? {} : { versions: versions.map(withoutKeys) }),
    ...(judgements === undefined ? {} : { judgements: judgements.map(withoutKeys) }),
    ...(made === undefined ? {} : { made: { ...made, blobs: made.blobs.map(bare) } }),
    ...(entryErasures === undefined ? {} : { entryErasures: entryErasures.map(inBase64) }),
  };
  const empty = Object.values({ ...changes, jobs: undefined }).every(
    (each) => each === undefined || (Array.isArray(each) && each.length === 0),
  );
  if (empty) return undefined;
  return JSON.stringify({ kind: 'changes', changes } satisfies ArchivedChange);
}

function inBase64({ entryId, by, commitment }: EntryErasure): ArchivedErasure {
  return { entryId, by, commitment: Buffer.from(commitment).toString('base64') };
}

/** The record of a supplement that a checkpoint got. */
export function supplementRecord(size: number, bytes: Uint8Array): string {
  const base64 = Buffer.from(bytes).toString('base64');
  return JSON.stringify({ kind: 'supplement', size, base64 } satisfies ArchivedChange);
}
