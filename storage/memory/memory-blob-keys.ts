import type { BlobKeys, KeptBlob } from '../../vault/ports/blob-keys.ts';
import { keptBlob } from '../metadata/named-blobs.ts';
import type { Reading, Tables, Writing } from './tables.ts';

export function memoryBlobKeys(reading: Reading, writing: Writing): BlobKeys {
  return {
    find: (blobId) =>
      reading((t) => {
        const entry = t.erasedBlobs.get(blobId);
        if (entry !== undefined) return { state: 'erased', entry };
        const blob = keptBlobs(t).find(({ id }) => id === blobId);
        return blob && { state: 'kept', blob };
      }),
    ofContent: (ownerId, sha256) =>
      reading((t) =>
        keptBlobs(t).find((each) => each.key.ownerId === ownerId && each.sha256 === sha256),
      ),
    ofVersion: ({ documentId, number }) =>
      reading((t) => {
        const named = new Set(
          [...t.blobReferences.values()]
            .filter((each) => each.documentId === documentId && each.number === number)
            .map(({ blobId }) => blobId),
        );
        return sorted(keptBlobs(t).filter(({ id }) => named.has(id)));
      }),
    references: (blobId) =>
      reading((t) =>
        [...t.blobReferences.values()]
          .filter((each) => each.blobId === blobId)
          .map(({ documentId, number }) => ({ documentId, number }))
          .sort((a, b) => compare(a.documentId, b.documentId) || a.number - b.number),
      ),
    generations: () =>
      reading((t) => {
        const counts = new Map<string, number>();
        for (const { key } of keptBlobs(t)) {
          counts.set(key.generation, (counts.get(key.generation) ?? 0) + 1);
        }
        return [...counts]
          .map(([generation, keys]) => ({ generation, keys }))
          .sort((a, b) => compare(a.generation, b.generation));
      }),
    underOther: (generation, limit) =>
      reading((t) =>
        sorted(keptBlobs(t).filter(({ key }) => key.generation !== generation)).slice(0, limit),
      ),
    rewrap: (batch) =>
      writing((draft) => {
        for (const { blobId, from, to } of batch) {
          const blob = draft.blobKeys.get(blobId);
          if (blob?.key?.wrapped !== from.wrapped) continue;
          const { generation, wrapped } = to;
          draft.blobKeys.set(blobId, { ...blob, key: { ...blob.key, generation, wrapped } });
        }
      }),
    wipe: async () => true,
  };
}

function keptBlobs({ blobKeys }: Tables): readonly KeptBlob[] {
  return [...blobKeys.values()].flatMap((each) => keptBlob(each) ?? []);
}

function sorted(blobs: readonly KeptBlob[]): readonly KeptBlob[] {
  return blobs.toSorted((a, b) => compare(a.id, b.id));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
