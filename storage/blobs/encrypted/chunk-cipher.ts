import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto';
import { chunkNonce, HEADER, SEALED_CHUNK, TAG } from '../../../formats/encrypted-blob/layout.ts';

const CIPHER = 'aes-256-gcm';

/** The chunk with its tag, as the file has it; the first brings the header along. */
export function sealChunk(
  key: KeyObject,
  content: Uint8Array,
  { index, isLast }: { readonly index: number; readonly isLast: boolean },
): Uint8Array {
  const cipher = createCipheriv(CIPHER, key, chunkNonce(index, isLast)).setAAD(HEADER);
  const sealed = cipher.update(content);
  cipher.final();
  return Buffer.concat(
    index === 0 ? [HEADER, sealed, cipher.getAuthTag()] : [sealed, cipher.getAuthTag()],
  );
}

/** The content of a sealed chunk; undefined when it is not what was sealed under this key as this chunk. */
export function openChunk(
  key: KeyObject,
  sealed: Uint8Array,
  { index, isLast }: { readonly index: number; readonly isLast: boolean },
): Uint8Array | undefined {
  if (sealed.length < TAG || sealed.length > SEALED_CHUNK) return undefined;
  const end = sealed.length - TAG;
  const decipher = createDecipheriv(CIPHER, key, chunkNonce(index, isLast), { authTagLength: TAG });
  decipher.setAAD(HEADER).setAuthTag(sealed.subarray(end));
  const content = decipher.update(sealed.subarray(0, end));
  try {
    decipher.final();
  } catch {
    return undefined; // the tag does not hold, and nothing of the content is given to anybody
  }
  return content;
}
