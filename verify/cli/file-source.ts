import { type ByteSource, bytesSource } from '../../formats/byte-source.ts';
import { openFile, readAt, readInto, readSmallFile } from './open-file.ts';

export interface FileSource extends ByteSource, AsyncDisposable {}

/**
 * A file, read in pieces where they are asked for unless it is small. Its size is that at opening: a file that shrinks
 * meanwhile gives fewer octets, which no digest forgives. Rejects as openFile does.
 */
export async function openFileSource(path: string): Promise<FileSource> {
  const small = readSmallFile(path);
  if (small !== undefined) {
    const { size, octets } = small;
    return { ...bytesSource(octets), size, [Symbol.asyncDispose]: async () => undefined };
  }
  const { handle, size } = await openFile(path);
  return {
    size,
    read: (offset, length) => readAt(handle, offset, Math.min(length, size - offset)),
    readInto: (target, offset) =>
      readInto(handle, target.subarray(0, Math.max(0, size - offset)), offset),
    [Symbol.asyncDispose]: () => handle.close(),
  };
}

/** What `use` answers about the file, which is closed after it; `unopened` where it cannot be opened. */
export async function withFileSource<T, Unopened>(
  path: string,
  unopened: Unopened,
  use: (source: FileSource) => Promise<T>,
): Promise<T | Unopened> {
  let opened: FileSource;
  try {
    opened = await openFileSource(path);
  } catch {
    return unopened;
  }
  await using source = opened;
  return await use(source);
}
