import type { SignatureRecord, StoredBlob, StoredFile } from '../../../vault/model/document.ts';
import type {
  BlobErasure,
  BlobState,
  KeptBlob,
  Rewrapping,
  VersionName,
} from '../../../vault/ports/blob-keys.ts';
import type { MadeBlobs } from '../../../vault/ports/metadata.ts';
import { StorageError } from '../../../vault/ports/storage-error.ts';
import { erasedBlob, inOrder, namedBlobs, staleErasure } from '../named-blobs.ts';
import type { Row } from './rows.ts';
import { FOR_UPDATE, insertions, type Query, query, row, rows, type Steps } from './steps.ts';

type Naming = VersionName & {
  readonly file?: StoredFile;
  readonly signatures: readonly SignatureRecord[];
};

/** Keeps the keys that came with a version's blobs, and that it names them. */
export function nameBlobs(version: Naming): Steps<void> {
  return nameMade({ version, blobs: namedBlobs(version) });
}

/** The same for blobs that were made of a version that is stored. */
export function* nameMade({ version, blobs: given }: MadeBlobs): Steps<void> {
  const { documentId, number } = version;
  const blobs = inOrder(given);
  yield [
    ...keepKeys(blobs),
    ...insertions(
      'blob_references (blob_id, document_id, number)',
      blobs.map(({ id }) => [id, documentId, number]),
      'ON CONFLICT DO NOTHING',
    ),
  ];
  const erased = yield* row(
    `SELECT e.blob_id FROM blob_references r JOIN erased_blobs e ON e.blob_id = r.blob_id
      WHERE r.document_id = ? AND r.number = ?`,
    ...[documentId, number],
  );
  if (erased !== undefined) throw erasedBlob(String(erased['blob_id']));
}

function keepKeys(blobs: readonly StoredBlob[]): readonly Query[] {
  return insertions(
    'blob_keys (blob_id, owner_id, sha256, size, generation, wrapped)',
    blobs.map(keyRow),
    'ON CONFLICT (blob_id) DO NOTHING',
  );
}

function keyRow({ id, sha256, size, key }: StoredBlob) {
  return [
    id,
    key?.ownerId ?? null,
    sha256,
    size,
    key?.generation ?? null,
    key?.wrapped ?? null,
  ] as const;
}

/** The row of the key is locked first: who names the blob at this moment is waited for, and then counted. */
export function* eraseKey({ blobId, references, entry }: BlobErasure): Steps<void> {
  const locked = yield* row(
    `SELECT wrapped FROM blob_keys WHERE blob_id = ? ${FOR_UPDATE}`,
    blobId,
  );
  if (locked === undefined || locked['wrapped'] === null) {
    throw new StorageError('corrupt', `blob ${blobId} has no key to erase`);
  }
  const found = yield* referencesOf(blobId);
  const due = new Set(references.map(({ documentId, number }) => `${documentId}/${number}`));
  const allDue = found.every(({ documentId, number }) => due.has(`${documentId}/${number}`));
  if (!allDue || found.length !== due.size) throw staleErasure(blobId);
  yield [
    query('DELETE FROM blob_references WHERE blob_id = ?', blobId),
    query('DELETE FROM blob_keys WHERE blob_id = ?', blobId),
    query('INSERT INTO erased_blobs (blob_id, entry) VALUES (?, ?)', blobId, entry),
  ];
}

/** That a blob was erased outweighs a key that somebody has put back. */
export function* find(blobId: string): Steps<BlobState | undefined> {
  const [erased = [], kept = []] = yield [
    query('SELECT entry FROM erased_blobs WHERE blob_id = ?', blobId),
    query('SELECT * FROM blob_keys WHERE blob_id = ? AND wrapped IS NOT NULL', blobId),
  ];
  if (erased[0] !== undefined) return { state: 'erased', entry: String(erased[0]['entry']) };
  return kept[0] === undefined ? undefined : { state: 'kept', blob: keptBlob(kept[0]) };
}

export function* ofContent(ownerId: string, sha256: string): Steps<KeptBlob | undefined> {
  const found = yield* row(
    `SELECT k.* FROM blob_keys k
      WHERE k.owner_id = ? AND k.sha256 = ?
        AND NOT EXISTS (SELECT 1 FROM erased_blobs e WHERE e.blob_id = k.blob_id)
      ORDER BY k.seq LIMIT 1`,
    ...[ownerId, sha256],
  );
  return found === undefined ? undefined : keptBlob(found);
}

export function* ofVersion({ documentId, number }: VersionName): Steps<readonly KeptBlob[]> {
  const found = yield* rows(
    `SELECT k.* FROM blob_references r JOIN blob_keys k ON k.blob_id = r.blob_id
      WHERE r.document_id = ? AND r.number = ? AND k.wrapped IS NOT NULL ORDER BY k.blob_id`,
    ...[documentId, number],
  );
  return found.map(keptBlob);
}

export function* referencesOf(blobId: string): Steps<readonly VersionName[]> {
  const found = yield* rows(
    `SELECT document_id, number FROM blob_references WHERE blob_id = ?
      ORDER BY document_id, number`,
    blobId,
  );
  return found.map((each) => ({
    documentId: String(each['document_id']),
    number: Number(each['number']),
  }));
}

export function* generations() {
  const found = yield* rows(
    `SELECT generation, count(*) AS keys FROM blob_keys WHERE generation IS NOT NULL
      GROUP BY generation ORDER BY generation`,
  );
  return found.map((each) => ({
    generation: String(each['generation']),
    keys: Number(each['keys']),
  }));
}

export function* underOther(generation: string, limit: number): Steps<readonly KeptBlob[]> {
  const found = yield* rows(
    'SELECT * FROM blob_keys WHERE generation <> ? ORDER BY blob_id LIMIT ?',
    ...[generation, limit],
  );
  return found.map(keptBlob);
}

export function* rewrap(batch: readonly Rewrapping[]): Steps<void> {
  yield batch.map(({ blobId, from, to }) =>
    query(
      'UPDATE blob_keys SET generation = ?, wrapped = ? WHERE blob_id = ? AND wrapped = ?',
      ...[to.generation, to.wrapped, blobId, from.wrapped],
    ),
  );
}

function keptBlob(found: Row): KeptBlob {
  return {
    id: String(found['blob_id']),
    sha256: String(found['sha256']),
    size: Number(found['size']),
    key: {
      ownerId: String(found['owner_id']),
      generation: String(found['generation']),
      wrapped: String(found['wrapped']),
    },
  };
}
