import { closeSync, constants, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';

/** Why something that has a name is not read: a folder, no file at all (device, pipe, socket), over a limit. */
export type FileRefusal = 'EISDIR' | 'ENOTFILE' | 'EFBIG';

/** What is there is not read; told as errors of the file system are, by its code. */
export class FileRefusedError extends Error {
  override readonly name = 'FileRefusedError';
  readonly code: FileRefusal;
  constructor(code: FileRefusal, message: string) {
    super(message);
    this.code = code;
  }
}

/** The file is not what it was when it was first looked at, or is gone. */
export class FileChangedError extends Error {
  override readonly name = 'FileChangedError';
  readonly code = 'ECHANGED';
  constructor(path: string, cause?: unknown) {
    super(`${path} was changed while it was read`, { cause });
  }
}

// A pipe that nobody writes to must not hold the open; no terminal is taken over. Where a flag is not known, as on
// Windows, it counts as 0.
const FLAGS = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY;

/**
 * Opens a file to read, and nothing else: what a case or an option names may be a device without end or a pipe
 * without a writer. Rejects with FileRefusedError and errors of the file system.
 */
export async function openFile(path: string): Promise<{ handle: FileHandle; size: number }> {
  // By name first, since only to open some devices does something; what was opened decides.
  refuseOthers(path, await stat(path));
  const handle = await open(path, FLAGS);
  try {
    const found = await handle.stat();
    refuseOthers(path, found);
    return { handle, size: found.size };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

function refuseOthers(path: string, found: { isFile(): boolean; isDirectory(): boolean }): void {
  if (found.isFile()) return;
  const code = found.isDirectory() ? 'EISDIR' : 'ENOTFILE';
  throw new FileRefusedError(code, `${path} is not a file`);
}

/** Octets of a file that is read while everything else waits. */
const SMALL = 256 * 1024;

/** What a file held when it was read. */
export interface WholeFile {
  /** At opening. */
  readonly size: number;
  /** Fewer than `size` where the file was cut meanwhile. */
  readonly octets: Uint8Array;
}

/**
 * All of a file of at most `most` octets at once; undefined for a larger one. To hand each of its five steps to another
 * thread and to be woken takes several times as long as the steps, and threads that judge wait for each other there.
 * Throws as openFile rejects.
 */
export function readSmallFile(path: string, most: number = SMALL): WholeFile | undefined {
  refuseOthers(path, statSync(path));
  const file = openSync(path, FLAGS);
  try {
    const found = fstatSync(file);
    refuseOthers(path, found);
    const { size } = found;
    if (size > most) return undefined;
    const buffer = new Uint8Array(size);
    let filled = 0;
    while (filled < size) {
      const read = readSync(file, buffer, filled, size - filled, filled);
      if (read === 0) break;
      filled += read;
    }
    return { size, octets: buffer.subarray(0, filled) };
  } finally {
    closeSync(file);
  }
}

/**
 * All octets that the file had at opening, at most `limit`. Rejects with FileRefusedError, FileChangedError and
 * errors of the file system.
 */
export async function readWithin(path: string, limit: number): Promise<Uint8Array> {
  const { octets, size } =
    readSmallFile(path, Math.min(SMALL, limit)) ?? (await readLargeFile(path, limit));
  if (octets.length < size) throw new FileChangedError(path);
  return octets;
}

async function readLargeFile(path: string, limit: number): Promise<WholeFile> {
  const { handle, size } = await openFile(path);
  try {
    refuseOver(path, size, limit);
    return { size, octets: await readAt(handle, 0, size) };
  } finally {
    await handle.close();
  }
}

function refuseOver(path: string, size: number, limit: number): void {
  if (size <= limit) return;
  throw new FileRefusedError('EFBIG', `${path}: ${size} octets are over the limit of ${limit}`);
}

/** Fewer octets only at the end of the file. */
export async function readAt(
  handle: FileHandle,
  offset: number,
  length: number,
): Promise<Uint8Array> {
  const buffer = new Uint8Array(Math.max(0, length));
  return buffer.subarray(0, await readInto(handle, buffer, offset));
}

/** How many octets were put into `target`; fewer than it holds only at the end: one read may give less than was asked for. */
export async function readInto(
  handle: FileHandle,
  target: Uint8Array,
  offset: number,
): Promise<number> {
  let filled = 0;
  while (filled < target.length) {
    const left = target.length - filled;
    const { bytesRead } = await handle.read(target, filled, left, offset + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return filled;
}

/** The same as text in UTF-8. */
export async function readTextWithin(path: string, limit: number): Promise<string> {
  return Buffer.from(await readWithin(path, limit)).toString('utf8');
}
