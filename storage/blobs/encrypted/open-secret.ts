import { createSecretKey } from 'node:crypto';
import type { StoredBlob } from '../../../vault/model/document.ts';
import type { OpenBlob } from '../../../vault/ports/blobs.ts';
import { StorageError } from '../../../vault/ports/storage-error.ts';
import type { KeyRing } from '../../keys/key-ring.ts';
import { openedSource } from './opened-source.ts';
import type { Vaulted } from './vaulted.ts';

/** StorageError `erased` before `not-found`: of a blob whose key was destroyed the file is soon gone too. */
export async function openSecret(vaulted: Vaulted, id: string): Promise<OpenBlob> {
  const blob = await findBlob(vaulted, id);
  const file = await vaulted.files.open(id);
  try {
    return openFile(file, blob, vaulted.ring);
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function findBlob({ keys, shared, files }: Vaulted, id: string): Promise<StoredBlob> {
  const known = await keys.find(id);
  if (known?.state === 'erased') {
    throw new StorageError('erased', `blob ${id} was erased: journal entry ${known.entry}`);
  }
  const blob = known?.blob ?? shared.recent(id);
  if (blob !== undefined) return blob;
  await (await files.open(id)).close(); // `not-found` when it never was
  throw new StorageError('corrupt', `blob ${id} is there, and its key is not`);
}

function openFile(file: OpenBlob, blob: StoredBlob, ring: KeyRing): OpenBlob {
  const { id, size, key } = blob;
  if (key === undefined) throw new StorageError('corrupt', `blob ${id} has no key`);
  const secret = createSecretKey(ring.unwrap(key, blob));
  const content = openedSource({ name: id, source: file, size, key: secret });
  let closed = false;
  return {
    size,
    async read(offset, length) {
      if (closed) throw new StorageError('unavailable', 'the blob is closed');
      return content.read(offset, length);
    },
    async close() {
      closed = true;
      await file.close();
    },
  };
}
