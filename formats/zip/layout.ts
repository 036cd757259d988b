// The one ZIP form that we write and read (APPNOTE 6.3.10): stored, no extra fields but ZIP64 where sizes
// need it, no comments, no data descriptors, fixed time, entries without gaps in the order of the directory.
// Every octet that is not content follows from names, sizes and CRCs, so that a reader can compare them all.
import { checkNames } from './entry-name.ts';

export interface ZipEntry {
  readonly name: string;
  /** Octets of the content, which is stored as it is. */
  readonly size: number;
  readonly crc32: number;
}

export interface PlacedEntry extends ZipEntry {
  /** Offset of the local header. */
  readonly offset: number;
  readonly localHeader: Uint8Array;
  /** Offset of the content. */
  readonly start: number;
}

export interface ZipLayout {
  readonly entries: readonly PlacedEntry[];
  /** Central directory and what ends it. */
  readonly tail: Uint8Array;
  readonly size: number;
}

export const LOCAL_SIGNATURE = 0x04034b50;
export const CENTRAL_SIGNATURE = 0x02014b50;
export const END_SIGNATURE = 0x06054b50;
export const END64_SIGNATURE = 0x06064b50;
export const LOCATOR64_SIGNATURE = 0x07064b50;
export const END_SIZE = 22;
export const END64_SIZE = 56;
export const LOCATOR64_SIZE = 20;
export const CENTRAL_SIZE = 46;

export const MAX16 = 0xffff;
export const MAX32 = 0xffffffff;

const UTF8_NAME = 0x0800; // §4.4.4 bit 11
const STORED = 0; // §4.4.5
const MIDNIGHT = 0; // §4.4.6
const FIRST_OF_1980 = 0x0021;
const PLAIN = 20; // §4.4.3.2: 2.0
const ZIP64 = 45; // 4.5
const MADE_ON_UNIX = 3 << 8; // §4.4.2
const REGULAR_FILE = 0o100644 * 0x10000; // §4.4.15: mode bits in the upper half
const ZIP64_EXTRA = 0x0001; // §4.5.3

/** Little-endian fields one after the other. */
function fields(...parts: readonly (readonly [octets: 2 | 4 | 8, value: number])[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, [octets]) => sum + octets, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const [octets, value] of parts) {
    if (octets === 2) view.setUint16(at, value, true);
    else if (octets === 4) view.setUint32(at, value, true);
    else view.setBigUint64(at, BigInt(value), true);
    at += octets;
  }
  return bytes;
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** Where everything lies. Throws FormatError for names that may not stand in an archive. */
export function zipLayout(entries: readonly ZipEntry[]): ZipLayout {
  checkNames(entries.map(({ name }) => name));
  let offset = 0;
  const placed = entries.map((entry): PlacedEntry => {
    const header = localHeader(entry);
    const start = offset + header.length;
    const at = offset;
    offset = start + entry.size;
    return { ...entry, offset: at, localHeader: header, start };
  });
  const tail = directory(placed, offset);
  return { entries: placed, tail, size: offset + tail.length };
}

// §4.3.7
function localHeader({ name, size, crc32 }: ZipEntry): Uint8Array {
  const large = size >= MAX32;
  const nameBytes = new TextEncoder().encode(name);
  // §4.5.3: in a local header both sizes stand
  const extra = large ? fields([2, ZIP64_EXTRA], [2, 16], [8, size], [8, size]) : new Uint8Array(0);
  const shown = large ? MAX32 : size;
  const fixed = fields(
    [4, LOCAL_SIGNATURE],
    [2, large ? ZIP64 : PLAIN],
    [2, UTF8_NAME],
    [2, STORED],
    [2, MIDNIGHT],
    [2, FIRST_OF_1980],
    [4, crc32],
    [4, shown],
    [4, shown],
    [2, nameBytes.length],
    [2, extra.length],
  );
  return join([fixed, nameBytes, extra]);
}

// §4.3.12
function centralHeader({ name, size, crc32, offset }: PlacedEntry): Uint8Array {
  const nameBytes = new TextEncoder().encode(name);
  const largeSize = size >= MAX32;
  const largeOffset = offset >= MAX32;
  const values = [...(largeSize ? [size, size] : []), ...(largeOffset ? [offset] : [])];
  const extra =
    values.length === 0
      ? new Uint8Array(0)
      : fields(
          [2, ZIP64_EXTRA],
          [2, values.length * 8],
          ...values.map((value) => [8, value] as const),
        );
  const version = values.length === 0 ? PLAIN : ZIP64;
  const fixed = fields(
    [4, CENTRAL_SIGNATURE],
    [2, MADE_ON_UNIX | version],
    [2, version],
    [2, UTF8_NAME],
    [2, STORED],
    [2, MIDNIGHT],
    [2, FIRST_OF_1980],
    [4, crc32],
    [4, largeSize ? MAX32 : size],
    [4, largeSize ? MAX32 : size],
    [2, nameBytes.length],
    [2, extra.length],
    [2, 0], // comment
    [2, 0], // disk
    [2, 0], // internal attributes
    [4, REGULAR_FILE],
    [4, largeOffset ? MAX32 : offset],
  );
  return join([fixed, nameBytes, extra]);
}

function directory(entries: readonly PlacedEntry[], start: number): Uint8Array {
  const headers = join(entries.map(centralHeader));
  const { length: count } = entries;
  const large = count >= MAX16 || headers.length >= MAX32 || start >= MAX32;
  // §4.3.16
  const end = fields(
    [4, END_SIGNATURE],
    [2, 0],
    [2, 0],
    [2, large ? MAX16 : count],
    [2, large ? MAX16 : count],
    [4, large ? MAX32 : headers.length],
    [4, large ? MAX32 : start],
    [2, 0],
  );
  return join(large ? [headers, ...end64(count, headers.length, start), end] : [headers, end]);
}

/** §4.3.14, §4.3.15. */
function end64(count: number, length: number, start: number): Uint8Array[] {
  const record = fields(
    [4, END64_SIGNATURE],
    [8, END64_SIZE - 12],
    [2, MADE_ON_UNIX | ZIP64],
    [2, ZIP64],
    [4, 0],
    [4, 0],
    [8, count],
    [8, count],
    [8, length],
    [8, start],
  );
  return [record, fields([4, LOCATOR64_SIGNATURE], [4, 0], [8, start + length], [4, 1])];
}
