import { bytesSource } from '../../formats/byte-source.ts';
import type { StoredBlob } from '../model/document.ts';
import type { Blobs, OpenBlob } from '../ports/blobs.ts';
import type { JournalStore } from '../ports/metadata.ts';
import { StorageError } from '../ports/storage-error.ts';

/** Where the octets of a packed file are kept for ever: none of these ever changes. */
export type KeptContent =
  | ({ readonly kind: 'blob' } & StoredBlob)
  | { readonly kind: 'receipt'; readonly entry: string }
  /** The supplement `at` (from 0) about the checkpoint of this size: later ones come behind it. */
  | { readonly kind: 'supplement'; readonly size: number; readonly at: number };

export interface ContentPorts {
  readonly blobs: Pick<Blobs, 'open'>;
  readonly metadata: {
    readonly journal: Pick<JournalStore, 'receipt' | 'supplements'>;
  };
}

/** The octets, to be closed afterwards. Rejects with StorageError. */
export async function openContent(
  content: KeptContent,
  { blobs, metadata: { journal } }: ContentPorts,
): Promise<OpenBlob> {
  switch (content.kind) {
    case 'blob':
      return blobs.open(content.id);
    case 'receipt': {
      const bytes = await journal.receipt(content.entry);
      return heldBytes(bytes, `receipt of entry ${content.entry}`);
    }
    case 'supplement': {
      const bytes = (await journal.supplements(content.size))[content.at];
      return heldBytes(bytes, `supplement ${content.at} of checkpoint ${content.size}`);
    }
  }
}

function heldBytes(bytes: Uint8Array | undefined, what: string): OpenBlob {
  if (bytes === undefined) throw new StorageError('corrupt', `${what} is not there`);
  return { ...bytesSource(bytes), close: async () => {} };
}
