import type { BlobKeys } from '../../vault/ports/blob-keys.ts';
import { KeyError } from './key-error.ts';
import { type KeyRing, keyRing } from './key-ring.ts';
import { newMasterKey } from './master-key.ts';
import type { MasterKeyStore } from './master-key-store.ts';

/**
 * The ring of the store's keys, checked against the keys of blobs before anything is read or written. The first start
 * makes the first generation; where keys of blobs are wrapped already none is ever made in place of a lost one.
 */
export async function openMasterKeys(
  store: MasterKeyStore,
  blobKeys: Pick<BlobKeys, 'generations'>,
): Promise<KeyRing> {
  const inUse = await blobKeys.generations();
  let keys = await store.read();
  if (keys.length === 0 && inUse.length === 0) {
    await store.add(newMasterKey(1));
    keys = await store.read();
  }
  const there = new Set(keys.map(({ generation }) => generation));
  for (const { generation, keys: count } of inUse) {
    if (there.has(generation)) continue;
    const found = there.size === 0 ? 'there is none' : `there is ${[...there].join(', ')}`;
    throw new KeyError(
      'master-key-missing',
      `the keys of ${count} blobs are wrapped under generation ${generation} of the master key; ${found}: put ${generation}.key back from its backup; nothing was changed`,
    );
  }
  return keyRing(keys);
}
