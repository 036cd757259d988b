import { FormatError } from '../format-error.ts';
import { crc32 } from './crc32.ts';
import { type ZipEntry, zipLayout } from './layout.ts';

/** An entry whose content can be read, in pieces of any size; `size` and `crc32` were found before. */
export interface WrittenEntry extends ZipEntry {
  content(): AsyncIterable<Uint8Array>;
}

export interface WrittenZip {
  /** Octets of the whole archive, known before the first is written. */
  readonly size: number;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/**
 * A canonical archive, streamed: equal entries give equal octets. The stream fails with FormatError when a
 * content is not what its size and CRC said. Throws FormatError for names that may not stand in an archive.
 */
export function writeZip(entries: readonly WrittenEntry[]): WrittenZip {
  const layout = zipLayout(entries);
  async function* bytes() {
    for (const [at, placed] of layout.entries.entries()) {
      yield placed.localHeader;
      const entry = entries[at];
      if (entry !== undefined) yield* checkedContent(entry);
    }
    yield layout.tail;
  }
  return { size: layout.size, bytes: bytes() };
}

async function* checkedContent(entry: WrittenEntry): AsyncGenerator<Uint8Array> {
  let size = 0;
  let crc = 0;
  for await (const piece of entry.content()) {
    size += piece.length;
    crc = crc32(piece, crc);
    if (size > entry.size) break;
    yield piece;
  }
  if (size !== entry.size || crc !== entry.crc32) {
    const reason = `content of "${entry.name}" has changed since it was measured`;
    throw new FormatError('malformed', { format: 'ZIP', reason });
  }
}
