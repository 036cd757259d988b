import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto';
import type { BlobKey } from '../../vault/model/document.ts';
import type { KeptBlob } from '../../vault/ports/blob-keys.ts';
import { StorageError } from '../../vault/ports/storage-error.ts';
import { generationNumber, type MasterKey } from './master-key.ts';

const CIPHER = 'aes-256-gcm';
const NONCE = 12;
const TAG = 16;

/** What a wrapped key belongs to: under another name, digest or size it does not open. */
export type WrappedFor = Pick<KeptBlob, 'id' | 'sha256' | 'size'>;

/** The generations of the master key that there are; the newest wraps. */
export interface KeyRing {
  readonly newest: string;
  readonly generations: readonly string[];
  wrap(key: Uint8Array, blob: WrappedFor): Pick<BlobKey, 'generation' | 'wrapped'>;
  /** StorageError `corrupt` for a key that was not wrapped for this blob, or under a generation that is not there. */
  unwrap(key: Pick<BlobKey, 'generation' | 'wrapped'>, blob: WrappedFor): Uint8Array;
}

/** At least one generation must be given. */
export function keyRing(keys: readonly MasterKey[]): KeyRing {
  const sorted = keys.toSorted((a, b) => numberOf(a) - numberOf(b));
  const byGeneration = new Map(sorted.map((each) => [each.generation, each.key]));
  const newest = sorted.at(-1);
  if (newest === undefined) throw new TypeError('a key ring holds at least one key');
  return {
    newest: newest.generation,
    generations: [...byGeneration.keys()],
    wrap: (key, blob) => ({
      generation: newest.generation,
      wrapped: wrap(newest.key, key, boundTo(newest.generation, blob)),
    }),
    unwrap({ generation, wrapped }, blob) {
      const master = byGeneration.get(generation);
      if (master === undefined) {
        throw new StorageError(
          'corrupt',
          `the key of blob ${blob.id} is wrapped under generation ${generation} of the master key, which is not there`,
        );
      }
      const key = unwrap(master, wrapped, boundTo(generation, blob));
      if (key !== undefined) return key;
      throw new StorageError('corrupt', `the wrapped key of blob ${blob.id} was not made for it`);
    },
  };
}

function numberOf({ generation }: MasterKey): number {
  return generationNumber(generation) ?? 0;
}

function boundTo(generation: string, { id, sha256, size }: WrappedFor): Buffer {
  return Buffer.from(`okno-vault blob key 1\n${generation}\n${id}\n${sha256}\n${size}\n`);
}

/** Nonce, encrypted key, tag. Random nonces serve 2^32 keys of a generation (SP 800-38D §8.3). */
function wrap(master: KeyObject, key: Uint8Array, bound: Buffer): string {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv(CIPHER, master, nonce).setAAD(bound);
  const wrapped = [nonce, cipher.update(key), cipher.final(), cipher.getAuthTag()];
  return Buffer.concat(wrapped).toString('base64url');
}

function unwrap(master: KeyObject, text: string, bound: Buffer): Uint8Array | undefined {
  const wrapped = Buffer.from(text, 'base64url');
  if (wrapped.length <= NONCE + TAG) return undefined;
  const nonce = wrapped.subarray(0, NONCE);
  const decipher = createDecipheriv(CIPHER, master, nonce, { authTagLength: TAG });
  decipher.setAAD(bound).setAuthTag(wrapped.subarray(-TAG));
  const key = decipher.update(wrapped.subarray(NONCE, -TAG));
  try {
    decipher.final();
  } catch {
    return undefined;
  }
  return key;
}
