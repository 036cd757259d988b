import type { Metadata } from '../ports/metadata.ts';

/**
 * Para. 13 (з) asks for the exact time of every action, and an entry gets its time when it is sequenced: so
 * every commit that carries entries sets the sequencer off. The commit does not wait for it; a use case whose
 * answer hangs on the moment waits itself. What fails stays pending and is sequenced later: `onFailure`
 * hears of it.
 */
export function sequencePromptly(
  metadata: Metadata,
  sequencer: { sequenced(entryIds: readonly string[]): Promise<void> },
  onFailure: (error: unknown) => void,
): Metadata {
  return {
    ...metadata,
    async commit(changes) {
      await metadata.commit(changes);
      const ids = (changes.entries ?? []).map(({ id }) => id);
      if (ids.length > 0) sequencer.sequenced(ids).catch(onFailure);
    },
  };
}
