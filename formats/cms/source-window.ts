import type { ByteSource } from '../byte-source.ts';
import { FormatError } from '../format-error.ts';

/** Read ahead while the reads go on one after the other. */
const AHEAD = 64 * 1024;
/** Read at a place far from the last one: a header and what follows it. */
const APART = 4 * 1024;

/** Small reads on a source out of one buffer, so that headers far apart do not read what lies between. */
export class SourceWindow {
  readonly size: number;
  private readonly source: ByteSource;
  private memory = new Uint8Array();
  private buffer: Uint8Array = new Uint8Array();
  private start = 0;

  constructor(source: ByteSource) {
    this.source = source;
    this.size = source.size;
  }

  /**
   * Brings the `length` octets at `offset` into memory, fewer at the end; undefined: they are there, nothing is waited
   * for. Rejects with FormatError where the source ends before its size, as a file does that is cut meanwhile.
   */
  bring(offset: number, length: number): Promise<void> | undefined {
    const bufferEnd = this.start + this.buffer.length;
    if (offset >= this.start && Math.min(offset + length, this.size) <= bufferEnd) return undefined;
    const near = offset >= this.start && offset <= bufferEnd + AHEAD;
    return this.read(offset, Math.max(length, near ? AHEAD : APART));
  }

  private async read(offset: number, length: number): Promise<void> {
    this.buffer = await this.filled(offset, length);
    this.start = offset;
    const end = offset + this.buffer.length;
    if (end < Math.min(offset + length, this.size)) {
      const reason = `ends before its ${this.size} octets`;
      throw new FormatError('malformed', { format: 'CMS', reason, offset: end });
    }
  }

  /**
   * A view of the `length` octets at `offset`, fewer at the end, which were brought; good until others are. Throws
   * RangeError for octets that were not.
   */
  view(offset: number, length: number): Uint8Array {
    const end = Math.min(offset + length, this.size);
    const from = offset - this.start;
    if (from < 0 || end - this.start > this.buffer.length) {
      throw new RangeError(`octets from ${offset} to ${end} are not in memory`);
    }
    return this.buffer.subarray(from, end - this.start);
  }

  // In the same memory again and again, where the source can: content of a GiB has its headers everywhere.
  private async filled(offset: number, length: number): Promise<Uint8Array> {
    if (this.source.readInto === undefined) return this.source.read(offset, length);
    const wanted = Math.max(0, Math.min(length, this.size - offset));
    if (this.memory.length < wanted) this.memory = new Uint8Array(wanted);
    const target = this.memory.subarray(0, wanted);
    return target.subarray(0, await this.source.readInto(target, offset));
  }

  /** What is in memory from `offset` on, perhaps nothing; good until others are brought. */
  buffered(offset: number): Uint8Array {
    return offset < this.start ? new Uint8Array() : this.buffer.subarray(offset - this.start);
  }
}
