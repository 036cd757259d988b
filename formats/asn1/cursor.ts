import { FormatError, type FormatErrorCode } from '../format-error.ts';
import { LIMITS } from './limits.ts';
import { CONSTRUCTED } from './tags.ts';

/** What one input has used up and shown, shared by all readers on it. */
export interface Ledger {
  readonly format: string;
  readonly ber: boolean;
  elements: number;
  notDer: boolean;
}

/** A place among the elements of one constructed encoding, and what the header there says. Nothing is copied. */
export class Cursor {
  // Only declared, and all set by the constructor: fields with values of their own double what a reader costs, and
  // every element that is entered makes one.
  declare protected readonly bytes: Uint8Array;
  declare protected end: number;
  declare protected depth: number;
  declare protected readonly ledger: Ledger;
  declare protected position: number;
  // The header last read.
  declare private identifier: number;
  declare protected contentStart: number;
  declare protected contentEnd: number;
  declare protected next: number;

  constructor(bytes: Uint8Array, ledger: Ledger, start = 0, end = bytes.length, depth = 0) {
    this.bytes = bytes;
    this.ledger = ledger;
    this.position = start;
    this.end = end;
    this.depth = depth;
    this.identifier = 0;
    this.contentStart = 0;
    this.contentEnd = 0;
    this.next = 0;
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

  /** Passes over the next element; its inside is not looked at. */
  pass(): void {
    if (!this.more) throw this.error('malformed', 'an element is missing');
    this.header(this.peek());
    this.position = this.next;
  }

  /** Passes over the next element, everything in it being DER, the order in sets apart. Throws FormatError. */
  passDer(): void {
    const tag = this.peek();
    if (isConstructedString(tag)) throw this.error('malformed', 'constructed string');
    if ((tag & CONSTRUCTED) === 0) {
      this.pass();
      return;
    }
    this.header(tag);
    const { end, next } = this;
    this.refuseDeeper();
    this.depth += 1;
    this.position = this.contentStart;
    this.end = this.contentEnd;
    while (this.more) this.passDer();
    this.depth -= 1;
    this.position = next;
    this.end = end;
  }

  /** For the caller's own rules: an error at the element that comes next, or at `offset`. */
  error(code: FormatErrorCode, reason: string, offset: number = this.position): FormatError {
    return new FormatError(code, { format: this.ledger.format, reason, offset });
  }

  protected unexpected(tag: number): FormatError {
    const found = this.more ? `0x${this.peek().toString(16).padStart(2, '0')}` : 'the end';
    return this.error(
      'malformed',
      `expected tag 0x${tag.toString(16).padStart(2, '0')}, found ${found}`,
    );
  }

  protected refuseDeeper(): void {
    if (this.depth >= LIMITS.depth) throw this.error('limit', `over ${LIMITS.depth} levels deep`);
  }

  /** Reads the header of the next element into the fields; the position stays. */
  protected header(tag: number): void {
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
    this.refuseDeeper();
    this.ledger.notDer = true;
    const walk = new Cursor(this.bytes, this.ledger, contentStart, this.end, this.depth + 1);
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

// X.690 §8.6 to §8.23: of the universal types only SEQUENCE, SET, EXTERNAL and EMBEDDED PDV nest.
export function isConstructedString(tag: number): boolean {
  const number = tag & 0x1f;
  return tag >> 5 === 1 && number !== 8 && number !== 11 && number !== 16 && number !== 17;
}
