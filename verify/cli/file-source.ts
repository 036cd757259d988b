import { type FileHandle, open } from 'node:fs/promises';
import type { ByteSource } from '../../formats/byte-source.ts';

export interface FileSource extends ByteSource, AsyncDisposable {}

/**
 * A file read in pieces where they are asked for. Its size is that at opening: a file that shrinks
 * meanwhile gives fewer octets, which no digest forgives. Throws the error of the file system.
 */
export async function openFileSource(path: string): Promise<FileSource> {
  const handle = await open(path, 'r');
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) throw Object.assign(new Error(`${path} is not a file`), { code: 'EISDIR' });
    return {
      size: stat.size,
      read: async (offset, length) => {
        const buffer = new Uint8Array(Math.max(0, Math.min(length, stat.size - offset)));
        return buffer.subarray(0, await readFully(handle, buffer, offset));
      },
      readInto: (target, offset) =>
        readFully(handle, target.subarray(0, Math.max(0, stat.size - offset)), offset),
      [Symbol.asyncDispose]: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function readFully(handle: FileHandle, buffer: Uint8Array, offset: number): Promise<number> {
  let filled = 0;
  while (filled < buffer.length) {
    // One read may give less than was asked for, and gives nothing only at the end.
    const { bytesRead } = await handle.read(
      buffer,
      filled,
      buffer.length - filled,
      offset + filled,
    );
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return filled;
}
