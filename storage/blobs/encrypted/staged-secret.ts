import type { KeyObject } from 'node:crypto';
import type { ByteSource } from '../../../formats/byte-source.ts';
import type { StoredBlob } from '../../../vault/model/document.ts';
import type { StagedBlob } from '../../../vault/ports/blobs.ts';
import { openSecret } from './open-secret.ts';
import { openedSource } from './opened-source.ts';
import { type Vaulted, withKey } from './vaulted.ts';

interface Content {
  readonly ownerId: string;
  readonly octets: Uint8Array;
  readonly key: KeyObject;
  readonly staged: StagedBlob;
  readonly sha256: string;
  readonly size: number;
}

/** Staged octets, encrypted from the first: what is refused later was never on the disk in clear. */
export function stagedSecret(vaulted: Vaulted, content: Content): StagedBlob {
  const { staged, sha256, size } = content;
  let source = ownSource(content);
  let keeping: Promise<StoredBlob> | undefined;
  let discarded = false;

  const keep = async () => {
    const stored = await keepOnce(vaulted, content);
    if (!stored.isOurs) {
      source = keptSource(vaulted, stored.blob);
      await staged.discard();
    }
    return stored.blob;
  };
  return {
    sha256,
    size,
    source: { size, read: (offset, length) => source.read(offset, length) },
    keep() {
      if (discarded) return staged.keep(); // says that the bytes are gone
      keeping ??= keep();
      return keeping;
    },
    async discard() {
      if (keeping === undefined) discarded = true;
      await keeping?.catch(() => {}); // a failed keep has told its caller
      await staged.discard();
    },
  };
}

async function keepOnce(vaulted: Vaulted, content: Content) {
  const { ownerId, octets, staged, sha256, size } = content;
  let isOurs = false;
  const blob = await vaulted.shared.once({ ownerId, sha256 }, async () => {
    const { id } = await staged.keep();
    isOurs = true;
    return withKey(vaulted, { ownerId, octets, id, sha256, size });
  });
  return { blob, isOurs };
}

function ownSource({ staged, sha256, size, key }: Content): ByteSource {
  return openedSource({ name: sha256, source: staged.source, size, key });
}

/** The same content as its owner placed it before. */
function keptSource(vaulted: Vaulted, { id, size }: StoredBlob): ByteSource {
  return {
    size,
    async read(offset, length) {
      const blob = await openSecret(vaulted, id);
      try {
        return await blob.read(offset, length);
      } finally {
        await blob.close();
      }
    },
  };
}
