import type { StoredBlob } from '../../../vault/model/document.ts';
import type { BlobKeys } from '../../../vault/ports/blob-keys.ts';
import type { Blobs } from '../../../vault/ports/blobs.ts';
import type { KeyRing } from '../../keys/key-ring.ts';
import type { SharedContent } from './shared-content.ts';

export interface EncryptedBlobsParts {
  /** Where the encrypted files lie, each named by the digest of its encrypted octets. */
  readonly files: Blobs;
  readonly keys: BlobKeys;
  readonly ring: KeyRing;
}

/** What the parts of one open store share. */
export interface Vaulted extends EncryptedBlobsParts {
  readonly shared: SharedContent;
}

export const KEY_SIZE = 32;

interface Sealed {
  readonly ownerId: string;
  /** The key itself. */
  readonly octets: Uint8Array;
  readonly id: string;
  readonly sha256: string;
  readonly size: number;
}

/** The stored blob with its key, wrapped for it alone. */
export function withKey({ ring }: Vaulted, sealed: Sealed): StoredBlob {
  const { ownerId, octets, id, sha256, size } = sealed;
  const wrapped = ring.wrap(octets, { id, sha256, size });
  return { id, sha256, size, key: { ownerId, ...wrapped } };
}
