import type { FileHandle } from 'node:fs/promises';
import type { OpenBlob } from '../../../vault/ports/blobs.ts';
import { StorageError } from '../../../vault/ports/storage-error.ts';
import { portError } from '../../files/system-error.ts';

/** The blob over an open file, which it closes. */
export async function openBlob(handle: FileHandle): Promise<OpenBlob> {
  const { size } = await handle.stat();
  let closed = false;
  return {
    size,
    async read(offset, length) {
      if (closed) throw new StorageError('unavailable', 'the blob is closed');
      return readPiece(handle, size, { offset, length });
    },
    async close() {
      if (closed) return;
      closed = true;
      await handle.close();
    },
  };
}

/** The octets asked for; fewer only at the end of the `size` octets that the file has to hold. */
export async function readPiece(
  handle: FileHandle,
  size: number,
  piece: { readonly offset: number; readonly length: number },
): Promise<Uint8Array> {
  const length = Math.max(0, Math.min(piece.length, size - piece.offset));
  const out = new Uint8Array(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await read(handle, out, done, piece.offset + done);
    if (bytesRead === 0) throw new StorageError('corrupt', `file ends before octet ${size}`);
    done += bytesRead;
  }
  return out;
}

async function read(handle: FileHandle, out: Uint8Array, done: number, position: number) {
  try {
    return await handle.read(out, done, out.length - done, position);
  } catch (error) {
    throw portError(error);
  }
}
