import type { ByteSource } from '../byte-source.ts';
import { type ZipEntry, zipLayout } from './layout.ts';

/** An entry whose content can be read at any place, again and again; `size` and `crc32` were found before. */
export interface SourceEntry extends ZipEntry {
  read(offset: number, length: number): Promise<Uint8Array>;
}

interface Part {
  readonly start: number;
  readonly size: number;
  read(offset: number, length: number): Promise<Uint8Array>;
}

/**
 * A canonical archive that can be read from any octet on, without being made: equal entries give equal octets.
 * Throws FormatError for names that may not stand in an archive.
 */
export function zipSource(entries: readonly SourceEntry[]): ByteSource {
  const layout = zipLayout(entries);
  const parts: Part[] = layout.entries.flatMap((placed, at) => {
    const entry = entries[at];
    const header = bytesPart(placed.localHeader, placed.offset);
    return entry === undefined || entry.size === 0
      ? [header]
      : [header, { start: placed.start, size: entry.size, read: entry.read.bind(entry) }];
  });
  parts.push(bytesPart(layout.tail, layout.size - layout.tail.length));
  return { size: layout.size, read: (offset, length) => readParts(parts, offset, length) };
}

function bytesPart(bytes: Uint8Array, start: number): Part {
  const read = async (offset: number, length: number) => bytes.subarray(offset, offset + length);
  return { start, size: bytes.length, read };
}

async function readParts(
  parts: readonly Part[],
  offset: number,
  length: number,
): Promise<Uint8Array> {
  const last = parts.at(-1);
  const size = last === undefined ? 0 : last.start + last.size;
  const out = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
  let filled = 0;
  for (let at = partAt(parts, offset); filled < out.length; at += 1) {
    const part = parts[at];
    if (part === undefined) throw new RangeError('part is missing');
    const from = offset + filled - part.start;
    const wanted = Math.min(part.size - from, out.length - filled);
    const bytes = await part.read(from, wanted);
    if (bytes.length !== wanted) throw new RangeError('content is shorter than was measured');
    out.set(bytes, filled);
    filled += wanted;
  }
  return out;
}

/** Index of the part in which an octet lies: the last that starts at it or before. */
function partAt(parts: readonly Part[], offset: number): number {
  let low = 0;
  let high = parts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((parts[middle]?.start ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
