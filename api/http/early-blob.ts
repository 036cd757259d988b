import type { Blobs, OpenBlob } from '../../vault/ports/blobs.ts';

export interface EarlyBlob extends Pick<Blobs, 'open'> {
  /** Begins to open a blob that will be wanted in a moment. */
  readonly begin: (id: string) => void;
  /** Closes what was begun and never taken by `open`. */
  readonly close: () => Promise<void>;
}

/** Opens a blob while something else is waited for: finding its key need not wait behind the next commit. */
export function earlyBlob(blobs: Pick<Blobs, 'open'>): EarlyBlob {
  let begun: { readonly id: string; readonly opening: Promise<OpenBlob> } | undefined;
  return {
    begin(id) {
      const opening = blobs.open(id);
      opening.catch(() => {}); // told to whoever takes it
      begun = { id, opening };
    },
    open(id) {
      if (begun?.id !== id) return blobs.open(id);
      const { opening } = begun;
      begun = undefined;
      return opening;
    },
    async close() {
      const opened = await begun?.opening.catch(() => undefined);
      begun = undefined;
      await opened?.close();
    },
  };
}
