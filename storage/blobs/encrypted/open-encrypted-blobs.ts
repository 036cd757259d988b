import { createHash, createSecretKey, randomBytes } from 'node:crypto';
import { sealedSize } from '../../../formats/encrypted-blob/layout.ts';
import type { Blobs } from '../../../vault/ports/blobs.ts';
import { openSecret } from './open-secret.ts';
import { sealBytes, sealContent } from './seal-content.ts';
import { SharedContent } from './shared-content.ts';
import { stagedSecret } from './staged-secret.ts';
import { type EncryptedBlobsParts, KEY_SIZE, type Vaulted, withKey } from './vaulted.ts';

/**
 * Blobs that are encrypted before they reach `files`, each under a key of its own (format.md). The key goes out with
 * the stored blob, wrapped; whoever commits the blob's name keeps it in `keys`.
 */
export function openEncryptedBlobs(parts: EncryptedBlobsParts): Blobs {
  const { files, keys } = parts;
  const vaulted: Vaulted = { ...parts, shared: new SharedContent(keys, files) };
  return {
    async stage(ownerId, content, limit) {
      const octets = randomBytes(KEY_SIZE);
      const key = createSecretKey(octets);
      const { sealed, digest } = sealContent(key, content, limit);
      const staged = await files.stage(ownerId, sealed, sealedSize(limit));
      return stagedSecret(vaulted, { ownerId, octets, key, staged, ...digest() });
    },
    async put(ownerId, bytes) {
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      return vaulted.shared.once({ ownerId, sha256 }, async () => {
        const octets = randomBytes(KEY_SIZE);
        const file = await files.put(ownerId, sealBytes(createSecretKey(octets), bytes));
        return withKey(vaulted, { ownerId, octets, id: file.id, sha256, size: bytes.length });
      });
    },
    open: (id) => openSecret(vaulted, id),
    async remove(id) {
      vaulted.shared.forget(id);
      await files.remove(id);
    },
  };
}
