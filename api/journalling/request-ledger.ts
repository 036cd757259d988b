import { isOfUser } from '../../vault/access/action-entry.ts';
import type { Metadata } from '../../vault/ports/metadata.ts';

/** The metadata port of one request, and whether what its user did stands in the journal by now. */
export interface RequestLedger {
  readonly metadata: Metadata;
  readonly isWritten: () => boolean;
}

/** What a commit does not take is not written: the entry goes with the change, or neither. */
export function openLedger(metadata: Metadata): RequestLedger {
  let written = false;
  return {
    metadata: {
      ...metadata,
      async commit(changes) {
        await metadata.commit(changes);
        written ||= (changes.entries ?? []).some(isOfUser);
      },
    },
    isWritten: () => written,
  };
}
