import { type FileHandle, open } from 'node:fs/promises';
import type { ByteSource } from '../../../formats/byte-source.ts';

/** The file is not what it was when it was first looked at. */
export class FileChangedError extends Error {
  override readonly name = 'FileChangedError';
  readonly code = 'ECHANGED';
  constructor(path: string) {
    super(`${path} was changed while it was read`);
  }
}

/**
 * A file that is opened for each read, so that nobody must close it, and held to be the same each time.
 * Rejects with FileChangedError and errors of the file system.
 */
export async function unchangedFile(path: string): Promise<ByteSource> {
  const known = await withFile(path, identity);
  return {
    size: known.size,
    read: (offset, length) =>
      withFile(path, async (handle) => {
        const buffer = new Uint8Array(Math.max(0, Math.min(length, known.size - offset)));
        let filled = 0;
        while (filled < buffer.length) {
          const left = buffer.length - filled;
          const { bytesRead } = await handle.read(buffer, filled, left, offset + filled);
          if (bytesRead === 0) throw new FileChangedError(path);
          filled += bytesRead;
        }
        const now = await identity(handle);
        if (now.text !== known.text) throw new FileChangedError(path);
        return buffer;
      }),
  };
}

async function withFile<T>(path: string, use: (handle: FileHandle) => Promise<T>): Promise<T> {
  const handle = await open(path, 'r');
  try {
    return await use(handle);
  } finally {
    await handle.close();
  }
}

async function identity(handle: FileHandle) {
  const { dev, ino, size, mtimeNs } = await handle.stat({ bigint: true });
  return { size: Number(size), text: `${dev} ${ino} ${size} ${mtimeNs}` };
}
