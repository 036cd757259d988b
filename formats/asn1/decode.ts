import { FormatError, type FormatErrorCode } from '../format-error.ts';
import { joinBytes } from '../join-bytes.ts';
import { knownOid } from './known-oids.ts';
import { LIMITS } from './limits.ts';
import { moment } from './moment.ts';
import {
  booleanValue,
  checkInteger,
  generalizedTime,
  integerValue,
  MalformedContent,
  oidText,
  utcTime,
} from './primitives.ts';
import { CONSTRUCTED, TAG } from './tags.ts';

/** What one input has used up and shown, shared by all readers on it. */
interface Ledger {
  readonly format: string;
  readonly ber: boolean;
  elements: number;
  notDer: boolean;
}

/**
 * A cursor over the elements of one constructed encoding. Nothing is copied and no tree is built: what
 * is not asked for costs its header only. DER (X.690 §10, §11) is enforced on every header; in BER mode
 * indefinite and padded lengths and constructed strings are read as well, and `notDer` tells.
 */
export class DerReader {
  private readonly bytes: Uint8Array;
  private readonly end: number;
  private readonly depth: number;
  private readonly ledger: Ledger;
  private position: number;
  // The header last read.
  private identifier = 0;
  private contentStart = 0;
  private contentEnd = 0;
  private next = 0;

  constructor(bytes: Uint8Array, ledger: Ledger, start = 0, end = bytes.length, depth = 0) {
    this.bytes = bytes;
    this.ledger = ledger;
    this.position = start;
    this.end = end;
    this.depth = depth;
  }

  /** Whether elements are left. */
  get more(): boolean {
    return this.position < this.end;
  }

  /** Octets of this reader's input already passed. */
  get offset(): number {
    return this.position;
  }

  /** The octets of the input from `start`, an earlier `offset`, to here. */
  since(start: number): Uint8Array {
    return this.bytes.subarray(start, this.position);
  }

  /** BER mode: whether anything read so far was not DER. */
  get notDer(): boolean {
    return this.ledger.notDer;
  }

  /** Whether the next element begins with this identifier octet; false at the end. */
  is(tag: number): boolean {
    return this.position < this.end && this.bytes[this.position] === tag;
  }

  /** Identifier octet of the next element, -1 at the end. */
  peek(): number {
    return this.position < this.end ? (this.bytes[this.position] ?? -1) : -1;
  }

  /** Nothing may be left: an octet that no field reads is an octet that nobody checked. */
  finish(): void {
    if (this.position !== this.end) throw this.error('malformed', 'octets left over');
  }

  /** A reader over the content of the next element, which must be constructed with this tag. */
  enter(tag: number): DerReader {
    this.header(tag);
    if (this.depth >= LIMITS.depth) throw this.error('limit', `over ${LIMITS.depth} levels deep`);
    this.position = this.next;
    return new DerReader(
      this.bytes,
      this.ledger,
      this.contentStart,
      this.contentEnd,
      this.depth + 1,
    );
  }

  /** Content octets of the next element, which must carry this tag. */
  content(tag: number): Uint8Array {
    this.header(tag);
    this.position = this.next;
    return this.bytes.subarray(this.contentStart, this.contentEnd);
  }

  /** The whole next element, header included, whatever its type; its inside is not looked at. */
  element(): Uint8Array {
    const start = this.position;
    this.pass();
    return this.bytes.subarray(start, this.next);
  }

  /** Passes over the next element; its inside is not looked at. */
  pass(): void {
    if (!this.more) throw this.error('malformed', 'an element is missing');
    this.header(this.peek());
    this.position = this.next;
  }

  /** The whole next element, which must carry this tag. */
  elementOf(tag: number): Uint8Array {
    if (!this.is(tag)) throw this.unexpected(tag);
    return this.element();
  }

  oid(tag: number = TAG.oid): string {
    this.header(tag);
    const length = this.contentEnd - this.contentStart;
    if (length > LIMITS.oid) throw this.error('limit', `object identifier of ${length} octets`);
    const known = knownOid(this.bytes, this.contentStart, this.contentEnd);
    if (known === undefined) return this.value(oidText);
    this.position = this.next;
    return known;
  }

  /** Content octets of an INTEGER, two's complement. */
  integerOctets(tag: number = TAG.integer): Uint8Array {
    this.header(tag);
    const length = this.contentEnd - this.contentStart;
    if (length > LIMITS.integer) throw this.error('limit', `integer of ${length} octets`);
    return this.value((content) => {
      checkInteger(content);
      return content;
    });
  }

  integer(tag: number = TAG.integer): bigint {
    return integerValue(this.integerOctets(tag));
  }

  /** An INTEGER or ENUMERATED from 0 to 2^31 - 1. */
  smallInteger(tag: number = TAG.integer): number {
    const start = this.position;
    const octets = this.integerOctets(tag);
    if (octets.length > 4 || (octets[0] ?? 0) >= 0x80) {
      throw this.error('malformed', 'integer out of range', start);
    }
    return octets.reduce((value, octet) => value * 256 + octet, 0);
  }

  boolean(tag: number = TAG.boolean): boolean {
    this.header(tag);
    return this.value((content) => booleanValue(content, !this.ledger.ber));
  }

  nullValue(): void {
    const start = this.position;
    if (this.content(TAG.null).length > 0)
      throw this.error('malformed', 'NULL with content', start);
  }

  /** Content of an OCTET STRING; in BER mode the segments of a constructed one, joined. */
  octetString(tag: number = TAG.octetString): Uint8Array {
    if (this.ledger.ber && this.is(tag | CONSTRUCTED)) {
      const segments = this.segments(tag | CONSTRUCTED, TAG.octetString);
      return joinBytes(segments);
    }
    return this.content(tag);
  }

  /**
   * The octets of a signature in a BIT STRING. Bits left over make no scheme's signature, yet a bad
   * signature is a value: then the count octet stays in front, and nothing verifies.
   */
  signatureOctets(): Uint8Array {
    const start = this.position;
    const content = this.content(TAG.bitString);
    if (content.length === 0) throw this.error('malformed', 'malformed bit string', start);
    return content[0] === 0 ? content.subarray(1) : content;
  }

  /** Bits of a BIT STRING that fill whole octets, as keys do. */
  bitOctets(tag: number = TAG.bitString): Uint8Array {
    const start = this.position;
    const { octets, unused } = this.bitString(tag);
    if (unused !== 0) throw this.error('malformed', 'bits left over in the last octet', start);
    return octets;
  }

  /** A BIT STRING; the unused bits are zero (X.690 §11.2.1). Only the primitive form is read. */
  bitString(tag: number = TAG.bitString): { octets: Uint8Array; unused: number } {
    this.header(tag);
    return this.value((content) => {
      const unused = content[0];
      const last = content[content.length - 1] ?? 0;
      if (unused === undefined || unused > 7 || (content.length === 1 && unused > 0)) {
        throw new MalformedContent('malformed bit string');
      }
      if (content.length > 1 && (last & ((1 << unused) - 1)) !== 0) {
        throw new MalformedContent('unused bits that are not zero');
      }
      return { octets: content.subarray(1), unused };
    });
  }

  /** UTCTime or GeneralizedTime, in UTC with seconds; `fraction` allows fractions in the second. */
  time(fraction = false): Date {
    const tag = this.peek();
    if (tag === TAG.utcTime) {
      this.header(tag);
      return this.value(utcTime);
    }
    return this.generalizedTime(fraction);
  }

  /** UTCTime or GeneralizedTime in any form that names a moment; `notDer` tells that it was not DER. */
  moment(): Date {
    const tag = this.is(TAG.utcTime) ? TAG.utcTime : TAG.generalizedTime;
    this.header(tag);
    return this.value((content) => {
      try {
        return tag === TAG.utcTime ? utcTime(content) : generalizedTime(content);
      } catch (error) {
        if (!(error instanceof MalformedContent)) throw error;
        this.ledger.notDer = true;
        return moment(tag, content);
      }
    });
  }

  generalizedTime(fraction = false, tag: number = TAG.generalizedTime): Date {
    this.header(tag);
    return this.value((content) => generalizedTime(content, fraction));
  }

  /** A character string under any tag, by one of the decoders of primitives.ts. */
  text(tag: number, decode: (content: Uint8Array) => string): string {
    this.header(tag);
    return this.value(decode);
  }

  /** For the caller's own rules: an error at the element that comes next, or at `offset`. */
  error(code: FormatErrorCode, reason: string, offset: number = this.position): FormatError {
    return new FormatError(code, { format: this.ledger.format, reason, offset });
  }

  private value<T>(decode: (content: Uint8Array) => T): T {
    const content = this.bytes.subarray(this.contentStart, this.contentEnd);
    try {
      const value = decode(content);
      this.position = this.next;
      return value;
    } catch (cause) {
      if (!(cause instanceof MalformedContent)) throw cause;
      throw this.error(cause.limit ? 'limit' : 'malformed', cause.message);
    }
  }

  private segments(constructed: number, primitive: number): Uint8Array[] {
    this.ledger.notDer = true;
    const inner = this.enter(constructed);
    const segments: Uint8Array[] = [];
    while (inner.more) {
      if (inner.is(primitive | CONSTRUCTED)) {
        for (const segment of inner.segments(primitive | CONSTRUCTED, primitive)) {
          segments.push(segment);
        }
      } else segments.push(inner.content(primitive));
    }
    return segments;
  }

  private unexpected(tag: number): FormatError {
    const found = this.more ? `0x${this.peek().toString(16).padStart(2, '0')}` : 'the end';
    return this.error(
      'malformed',
      `expected tag 0x${tag.toString(16).padStart(2, '0')}, found ${found}`,
    );
  }

  /** Reads the header of the next element into the fields; the position stays. */
  private header(tag: number): void {
    const { bytes, end, ledger } = this;
    let at = this.position;
    if (at >= end || bytes[at] !== tag) throw this.unexpected(tag);
    // X.690 §8.1.5
    if (tag === 0) throw this.error('malformed', 'end of contents out of place');
    ledger.elements -= 1;
    if (ledger.elements < 0) throw this.error('limit', `over ${LIMITS.elements} elements`);
    this.identifier = tag;
    at = (tag & 0x1f) === 0x1f ? this.longTag(at + 1) : at + 1;
    const first = at < end ? (bytes[at] ?? 0) : -1;
    at += 1;
    if (first < 0) throw this.error('malformed', 'truncated header');
    if (first === 0x80) {
      this.indefinite(at);
      return;
    }
    let length = first;
    if (first > 0x80) {
      length = this.longLength(at, first & 0x7f);
      at += first & 0x7f;
    }
    if (length > end - at) throw this.error('malformed', 'element longer than what holds it');
    this.contentStart = at;
    this.contentEnd = at + length;
    this.next = at + length;
  }

  // X.690 §8.1.2.4: a tag number over 30. No field of ours has one; it may stand in an open type.
  private longTag(from: number): number {
    for (let at = from; at < this.end && at < from + 4; at += 1) {
      const octet = this.bytes[at] ?? 0;
      if (at === from && octet === 0x80) break;
      if (octet < 0x80) return at + 1;
    }
    throw this.error('malformed', 'malformed tag number');
  }

  private longLength(at: number, octets: number): number {
    // X.690 §8.1.3.5 (c)
    if (octets === 0x7f) throw this.error('malformed', 'length of 127 octets');
    if (octets > LIMITS.lengthOctets && !this.ledger.ber) {
      throw this.error('limit', `length of ${octets} octets`);
    }
    if (at + octets > this.end) throw this.error('malformed', 'truncated header');
    let length = 0;
    for (let index = at; index < at + octets; index += 1) {
      length = length * 256 + (this.bytes[index] ?? 0);
    }
    // X.690 §10.1: the fewest octets.
    if (length < 0x80 || (this.bytes[at] ?? 0) === 0) {
      if (!this.ledger.ber) throw this.error('malformed', 'length not in DER');
      this.ledger.notDer = true;
    }
    return length;
  }

  // X.690 §8.1.3.6: constructed, and ended by two zero octets.
  private indefinite(contentStart: number): void {
    if (!this.ledger.ber || (this.identifier & CONSTRUCTED) === 0) {
      throw this.error('malformed', 'indefinite length');
    }
    if (this.depth >= LIMITS.depth) throw this.error('limit', `over ${LIMITS.depth} levels deep`);
    this.ledger.notDer = true;
    const walk = new DerReader(this.bytes, this.ledger, contentStart, this.end, this.depth + 1);
    while (!walk.is(0)) {
      if (!walk.more) throw this.error('malformed', 'indefinite length without its end');
      walk.header(walk.peek());
      walk.position = walk.next;
    }
    if (walk.position + 2 > this.end || this.bytes[walk.position + 1] !== 0) {
      throw this.error('malformed', 'malformed end of contents');
    }
    this.contentStart = contentStart;
    this.contentEnd = walk.position;
    this.next = walk.position + 2;
  }
}

/**
 * The same octets as a plain array: views on a Buffer are costlier to make, and its `slice` does not copy.
 */
export function plainArray(bytes: Uint8Array): Uint8Array {
  return bytes.constructor === Uint8Array
    ? bytes
    : new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Reads DER strictly; `format` names in errors what is being read. */
export function derReader(bytes: Uint8Array, format: string): DerReader {
  return new DerReader(plainArray(bytes), {
    format,
    ber: false,
    elements: LIMITS.elements,
    notDer: false,
  });
}

/** Reads BER, as some producers of CMS write it; `notDer` says whether the octets were DER after all. */
export function berReader(bytes: Uint8Array, format: string): DerReader {
  return new DerReader(plainArray(bytes), {
    format,
    ber: true,
    elements: LIMITS.elements,
    notDer: false,
  });
}

/** Reads the one DER element that `bytes` must be, with `read`, and refuses octets left over. */
export function readDer<T>(bytes: Uint8Array, format: string, read: (reader: DerReader) => T): T {
  const reader = derReader(bytes, format);
  const value = read(reader);
  reader.finish();
  return value;
}
