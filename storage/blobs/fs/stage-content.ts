import { createHash } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { StorageError } from '../../../vault/ports/storage-error.ts';
import { portError } from '../../files/system-error.ts';

export interface StagedContent {
  readonly handle: FileHandle;
  readonly sha256: string;
  readonly size: number;
}

interface Request {
  readonly path: string;
  readonly content: AsyncIterable<Uint8Array>;
  readonly limit: number;
}

/**
 * Writes `content` to a new file at `path`, one piece at a time: the next is asked for when the last is
 * written. When it fails, whoever's fault that is, the file is gone and its error is the answer.
 */
export async function stageContent(request: Request): Promise<StagedContent> {
  const { path, content, limit } = request;
  const handle = await ours(open(path, 'wx+', 0o600));
  try {
    return { handle, ...(await writeContent(handle, content, limit)) };
  } catch (error) {
    await ours(handle.close());
    await ours(rm(path, { force: true }));
    throw error;
  }
}

/** The store's own system errors, told from those of the stream that brings the content. */
async function ours<T>(step: Promise<T>): Promise<T> {
  try {
    return await step;
  } catch (error) {
    throw portError(error);
  }
}

/** One piece at a time; StorageError `too-large` over the limit. The content's own error comes as it is. */
export async function writeContent(
  handle: FileHandle,
  content: AsyncIterable<Uint8Array>,
  limit: number,
): Promise<Omit<StagedContent, 'handle'>> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const piece of content) {
    if (size + piece.length > limit) {
      throw new StorageError('too-large', `content is longer than ${limit} octets`);
    }
    hash.update(piece);
    await ours(writeWhole(handle, piece, size));
    size += piece.length;
  }
  return { sha256: hash.digest('hex'), size };
}

/** A write may take less than it was given (a disk that is filling up). */
async function writeWhole(handle: FileHandle, piece: Uint8Array, position: number): Promise<void> {
  let done = 0;
  while (done < piece.length) {
    const length = piece.length - done;
    const { bytesWritten } = await handle.write(piece, done, length, position + done);
    done += bytesWritten;
  }
}
