import type { FileHandle } from 'node:fs/promises';
import type { ByteSource } from '../../../formats/byte-source.ts';
import { FileChangedError, FileRefusedError, openFile, readAt } from '../open-file.ts';

/**
 * A file that is opened for each read, so that nobody must close it, and held to be the same each time. Reads
 * reject with FileChangedError, also where the file is gone; the first look as openFile does.
 */
export async function unchangedFile(path: string): Promise<ByteSource> {
  const known = await withFile(path, identity);
  return {
    size: known.size,
    async read(offset, length) {
      const wanted = Math.max(0, Math.min(length, known.size - offset));
      const { octets, now } = await withFile(path, async (handle) => {
        return { octets: await readAt(handle, offset, wanted), now: await identity(handle) };
      }).catch((error: unknown) => {
        throw isGone(error) ? new FileChangedError(path, error) : error;
      });
      if (octets.length < wanted || now.text !== known.text) throw new FileChangedError(path);
      return octets;
    },
  };
}

function isGone(error: unknown): boolean {
  const absent = error instanceof Error && 'code' in error && error.code === 'ENOENT';
  return absent || error instanceof FileRefusedError;
}

async function withFile<T>(path: string, use: (handle: FileHandle) => Promise<T>): Promise<T> {
  const { handle } = await openFile(path);
  try {
    return await use(handle);
  } finally {
    await handle.close();
  }
}

// The time of change too: the other one can be set back to what it was by whoever may write to the file.
async function identity(handle: FileHandle) {
  const { dev, ino, size, mtimeNs, ctimeNs } = await handle.stat({ bigint: true });
  return { size: Number(size), text: `${dev} ${ino} ${size} ${mtimeNs} ${ctimeNs}` };
}
