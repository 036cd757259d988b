import type { BlobKey, SignatureRecord, StoredBlob } from '../model/document.ts';
import type { KeyRing } from '../ports/archive.ts';
import type { Changes } from '../ports/metadata.ts';

/** In the place of a key that was destroyed, for the commits before its destruction: it opens nothing. */
const DESTROYED = { generation: 'destroyed', wrapped: '' } as const;

/** The keys that the ring has for the documents of a commit, by blob. */
export async function keysOf(
  { versions = [], judgements = [], erasures = [], made }: Changes,
  keyRing: KeyRing,
): Promise<ReadonlyMap<string, BlobKey>> {
  const documents = [
    ...versions,
    ...judgements,
    ...erasures.flatMap(({ references }) => references),
    ...(made === undefined ? [] : [made.version]),
  ];
  const keys = new Map<string, BlobKey>();
  for (const id of new Set(documents.map(({ documentId }) => documentId))) {
    for (const blob of await keyRing.read(id)) keys.set(blob.id, blob.key);
  }
  return keys;
}

/**
 * The commit as it was, with the keys that are left. A blob of which the ring has none was either never encrypted,
 * or its key was destroyed: its name tells, since an encrypted blob is not named by its content.
 */
export function changesWithKeys(changes: Changes, keys: ReadonlyMap<string, BlobKey>): Changes {
  const withKey = <T extends StoredBlob>(blob: T): T => {
    const key =
      keys.get(blob.id) ?? (isPlain(blob) ? undefined : { ownerId: ownerOf(blob), ...DESTROYED });
    return key === undefined ? blob : { ...blob, key };
  };
  const signature = (each: SignatureRecord): SignatureRecord => ({
    ...each,
    file: withKey(each.file),
    report: withKey(each.report),
    evidence: each.evidence.map(withKey),
  });
  const { versions, judgements, made } = changes;
  return {
    ...changes,
    ...(made === undefined ? {} : { made: { ...made, blobs: made.blobs.map(withKey) } }),
    ...(versions === undefined
      ? {}
      : {
          versions: versions.map((each) => ({
            ...each,
            file: withKey(each.file),
            signatures: each.signatures.map(signature),
          })),
        }),
    ...(judgements === undefined
      ? {}
      : {
          judgements: judgements.map((each) => ({
            ...each,
            signatures: each.signatures.map(signature),
          })),
        }),
  };
}

const isPlain = ({ id, sha256 }: StoredBlob): boolean => id.endsWith(`/${sha256}`);
const ownerOf = ({ id }: StoredBlob): string => id.split('/')[0] ?? '';
