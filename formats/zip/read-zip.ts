import { type ByteSource, sliceSource } from '../byte-source.ts';
import { equalBytes } from '../equal-bytes.ts';
import { FormatError } from '../format-error.ts';
import {
  CENTRAL_SIGNATURE,
  CENTRAL_SIZE,
  END_SIGNATURE,
  END_SIZE,
  END64_SIGNATURE,
  END64_SIZE,
  LOCATOR64_SIZE,
  MAX16,
  MAX32,
  type ZipEntry,
  zipLayout,
} from './layout.ts';

export const ZIP_LIMITS = {
  entries: 100_000,
  /** Octets of the central directory, which is held in memory. */
  directory: 64 * 1024 * 1024,
} as const;

export interface ReadEntry extends ZipEntry {
  /** The content; its CRC is not checked yet. */
  readonly content: ByteSource;
}

/**
 * Reads an archive in the one form that `writeZip` gives. All octets outside the contents are derived anew
 * from names, sizes and CRCs and compared, so that none is left that means nothing: no gap, overlap, extra
 * field, comment or second directory can be. Throws FormatError.
 */
export async function readZip(source: ByteSource): Promise<readonly ReadEntry[]> {
  const { start, length, count } = await findDirectory(source);
  const directory = await source.read(start, length);
  const layout = zipLayout(readDirectory(directory, count));
  const tail = await source.read(start, source.size - start);
  if (layout.size !== source.size || !equalBytes(layout.tail, tail)) {
    throw malformed('directory is not in canonical form', start);
  }
  for (const { localHeader, offset, name } of layout.entries) {
    if (!equalBytes(localHeader, await source.read(offset, localHeader.length))) {
      throw malformed(`header of "${name}" does not agree with the directory`, offset);
    }
  }
  return layout.entries.map(({ name, size, crc32, start: from }) => ({
    name,
    size,
    crc32,
    content: sliceSource(source, from, size),
  }));
}

interface Directory {
  readonly start: number;
  readonly length: number;
  readonly count: number;
}

async function findDirectory(source: ByteSource): Promise<Directory> {
  const endAt = source.size - END_SIZE;
  if (endAt < 0) throw malformed('too short', 0);
  const end = viewOf(await source.read(endAt, END_SIZE));
  if (end.getUint32(0, true) !== END_SIGNATURE) {
    throw malformed('no end of central directory at the very end', endAt);
  }
  const small = {
    count: end.getUint16(10, true),
    length: end.getUint32(12, true),
    start: end.getUint32(16, true),
  };
  const large = small.count === MAX16 || small.length === MAX32 || small.start === MAX32;
  const found = large ? await findDirectory64(source, endAt) : small;
  return checkedDirectory(found, endAt - (large ? END64_SIZE + LOCATOR64_SIZE : 0));
}

async function findDirectory64(source: ByteSource, endAt: number): Promise<Directory> {
  const at = endAt - LOCATOR64_SIZE - END64_SIZE;
  if (at < 0) throw malformed('no ZIP64 end of central directory', 0);
  const end = viewOf(await source.read(at, END64_SIZE));
  if (end.getUint32(0, true) !== END64_SIGNATURE) {
    throw malformed('no ZIP64 end of central directory', at);
  }
  return { count: safe(end, 32), length: safe(end, 40), start: safe(end, 48) };
}

function safe(view: DataView, at: number): number {
  const value = view.getBigUint64(at, true);
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw malformed('number above 2^53 - 1');
  return Number(value);
}

function checkedDirectory(directory: Directory, mustEndAt: number): Directory {
  const { start, length, count } = directory;
  if (count > ZIP_LIMITS.entries || length > ZIP_LIMITS.directory) {
    throw new FormatError('limit', { format: 'ZIP', reason: `${count} entries` });
  }
  if (start + length !== mustEndAt || count * CENTRAL_SIZE > length) {
    throw malformed('directory does not lie where its end says', start);
  }
  return directory;
}

// APPNOTE 6.3.10 §4.3.12; everything that is not read here is compared by the caller.
function readDirectory(bytes: Uint8Array, count: number): ZipEntry[] {
  const entries: ZipEntry[] = [];
  let at = 0;
  while (entries.length < count) {
    if (at + CENTRAL_SIZE > bytes.length) throw malformed('directory is truncated');
    const header = viewOf(bytes.subarray(at, at + CENTRAL_SIZE));
    if (header.getUint32(0, true) !== CENTRAL_SIGNATURE) throw malformed('no directory header');
    const nameEnd = at + CENTRAL_SIZE + header.getUint16(28, true);
    const extraEnd = nameEnd + header.getUint16(30, true);
    if (extraEnd > bytes.length) throw malformed('directory is truncated');
    const name = decodeName(bytes.subarray(at + CENTRAL_SIZE, nameEnd));
    checkForm(name, header);
    const shown = header.getUint32(24, true);
    const size = shown === MAX32 ? sizeIn(bytes.subarray(nameEnd, extraEnd)) : shown;
    entries.push({ name, size, crc32: header.getUint32(16, true) });
    at = extraEnd;
  }
  if (at !== bytes.length) throw malformed('octets after the last directory header');
  return entries;
}

/**
 * What other archives have and ours never. The comparison with the canonical form would refuse it too, and could
 * not say why.
 */
function checkForm(name: string, header: DataView): void {
  const [flags, method] = [header.getUint16(8, true), header.getUint16(10, true)];
  const [stored, size] = [header.getUint32(20, true), header.getUint32(24, true)];
  const fail = (reason: string) => malformed(`entry "${name}" ${reason}`);
  if ((flags & 0x0001) !== 0) throw fail('is encrypted');
  if ((flags & 0x0008) !== 0) throw fail('has a data descriptor');
  if (method !== 0) throw fail(`is compressed (method ${method})`);
  if (stored !== size) throw fail(`has two sizes (${stored} and ${size})`);
  if (header.getUint16(32, true) !== 0) throw fail('has a comment');
  const offset = header.getUint32(42, true);
  if (header.getUint16(30, true) !== 0 && size !== MAX32 && offset !== MAX32) {
    throw fail('has an extra field');
  }
}

/** Size in a ZIP64 extra field (§4.5.3): the first value after the field's header. */
function sizeIn(extra: Uint8Array): number {
  if (extra.length < 12) throw malformed('no ZIP64 extra field');
  return safe(viewOf(extra), 4);
}

function decodeName(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new FormatError('malformed', { format: 'ZIP', reason: 'name is not UTF-8', cause });
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function malformed(reason: string, offset?: number): FormatError {
  const where = offset === undefined ? {} : { offset };
  return new FormatError('malformed', { format: 'ZIP', reason, ...where });
}
