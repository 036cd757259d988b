import { LIMITS } from '../asn1/limits.ts';
import { CONSTRUCTED } from '../asn1/tags.ts';
import type { ByteSource } from '../byte-source.ts';
import { FormatError, type FormatErrorCode } from '../format-error.ts';
import { SourceWindow } from './source-window.ts';

export interface Header {
  readonly tag: number;
  readonly start: number;
  /** Undefined for an indefinite length. */
  readonly end: number | undefined;
}

interface Open {
  readonly end: number | undefined;
  /** The end of it or of what holds it. */
  readonly limit: number;
}

/** Octets of a header, and of the end of what came before it. */
const HEADER = 2 + LIMITS.lengthOctets;

/**
 * Reads headers in order; every element is held to the end of what contains it. It reads what is in memory: `ahead`
 * brings it there, and everything else answers at once.
 */
export class Locator {
  readonly window: SourceWindow;
  position = 0;
  notDer = false;
  private readonly open: Open[] = [];

  constructor(source: ByteSource) {
    this.window = new SourceWindow(source);
  }

  /** End of the innermost element with a definite length. */
  get limit(): number {
    return this.open.at(-1)?.limit ?? this.window.size;
  }

  error(code: FormatErrorCode, reason: string): FormatError {
    return new FormatError(code, { format: 'CMS', reason, offset: this.position });
  }

  /** Brings the next octets into memory, by default those of a header; undefined where they are there. */
  ahead(octets: number = HEADER): Promise<void> | undefined {
    return this.window.bring(this.position, octets);
  }

  peek(): Uint8Array {
    return this.view(HEADER);
  }

  /** The next octets, `most` of them and none past the end of what is open. */
  view(most: number): Uint8Array {
    return this.window.view(this.position, Math.min(most, this.limit - this.position));
  }

  header(expected: number): Header {
    const octets = this.peek();
    const tag = octets[0];
    const first = octets[1];
    if (tag !== expected || first === undefined) {
      throw this.error('malformed', `expected tag 0x${expected.toString(16)}`);
    }
    if (first === 0x80 && (tag & CONSTRUCTED) !== 0) {
      this.notDer = true;
      return { tag, start: this.position + 2, end: undefined };
    }
    const count = first < 0x80 ? 0 : first & 0x7f;
    if (first === 0x80 || count > LIMITS.lengthOctets) throw this.error('malformed', 'bad length');
    if (octets.length < 2 + count) throw this.error('malformed', 'truncated header');
    const length =
      count === 0
        ? first
        : octets.subarray(2, 2 + count).reduce((sum, octet) => sum * 256 + octet, 0);
    if (count > 0 && (length < 0x80 || octets[2] === 0)) this.notDer = true;
    const start = this.position + 2 + count;
    if (length > this.limit - start)
      throw this.error('malformed', 'element longer than what holds it');
    return { tag, start, end: start + length };
  }

  enter(expected: number): Header {
    const header = this.header(expected);
    this.open.push({ end: header.end, limit: header.end ?? this.limit });
    this.position = header.start;
    return header;
  }

  /** Whether the innermost open element has more. */
  more(): boolean {
    const end = this.open.at(-1)?.end;
    if (end !== undefined) return this.position < end;
    const octets = this.peek();
    return !(octets[0] === 0 && octets[1] === 0);
  }

  /** The end of the innermost open element must be here. */
  leave(): void {
    if (this.more()) throw this.error('malformed', 'octets left over');
    if (this.open.pop()?.end === undefined) this.position += 2;
  }
}
