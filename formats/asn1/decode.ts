import { joinBytes } from '../join-bytes.ts';
import { Cursor } from './cursor.ts';
import { knownOid } from './known-oids.ts';
import { LIMITS } from './limits.ts';
import { moment } from './moment.ts';
import { plainArray } from './plain-array.ts';
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

/**
 * Reads the elements of one constructed encoding in their order. Nothing is copied and no tree is built: what
 * is not asked for costs its header only. DER (X.690 §10, §11) is enforced on every header; in BER mode
 * indefinite and padded lengths and constructed strings are read as well, and `notDer` tells.
 */
export class DerReader extends Cursor {
  /** A reader over the content of the next element, which must be constructed with this tag. */
  enter(tag: number): DerReader {
    this.header(tag);
    this.refuseDeeper();
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
