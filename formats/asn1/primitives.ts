// Content octets of the primitive types to values. Each throws MalformedContent, to which the reader
// adds what was being read and where.

/** Content octets that do not encode a value of their type; `limit` where only their size is at fault. */
export class MalformedContent extends Error {
  override readonly name = 'MalformedContent';
  readonly limit: boolean;
  constructor(reason: string, limit = false) {
    super(reason);
    this.limit = limit;
  }
}

/** X.690 §8.19; linear in the length whatever the arcs are. */
export function oidText(content: Uint8Array): string {
  const last = content[content.length - 1];
  if (last === undefined || last >= 0x80) throw new MalformedContent('truncated object identifier');
  let text = '';
  let start = 0;
  for (let index = 0; index < content.length; index += 1) {
    const octet = content[index] ?? 0;
    // X.690 §8.19.2: the leading octet of a subidentifier is not 0x80.
    if (index === start && octet === 0x80) throw new MalformedContent('padded object identifier');
    if (octet >= 0x80) continue;
    const arc = subidentifier(content, start, index);
    text += text === '' ? firstArcs(arc) : `.${arc}`;
    start = index + 1;
  }
  return text;
}

function subidentifier(content: Uint8Array, start: number, end: number): number | bigint {
  // Seven octets hold 49 bits, which a number keeps exactly.
  if (end - start < 7) {
    let value = 0;
    for (let index = start; index <= end; index += 1) {
      value = value * 128 + ((content[index] ?? 0) & 0x7f);
    }
    return value;
  }
  let value = 0n;
  for (let index = start; index <= end; index += 1) {
    value = (value << 7n) | BigInt((content[index] ?? 0) & 0x7f);
  }
  return value;
}

// X.690 §8.19.4: the first subidentifier is 40 X + Y, with X at most 2.
function firstArcs(arc: number | bigint): string {
  if (arc < 40) return `0.${arc}`;
  if (arc < 80) return `1.${Number(arc) - 40}`;
  return `2.${typeof arc === 'bigint' ? arc - 80n : arc - 80}`;
}

/** X.690 §8.3.2: two's complement in the fewest octets. */
export function checkInteger(content: Uint8Array): void {
  const first = content[0];
  const second = content[1];
  if (first === undefined) throw new MalformedContent('empty integer');
  if (second === undefined) return;
  if ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80)) {
    throw new MalformedContent('padded integer');
  }
}

export function integerValue(content: Uint8Array): bigint {
  let hex = '0x';
  for (const octet of content) hex += octet.toString(16).padStart(2, '0');
  const value = BigInt(hex);
  return (content[0] ?? 0) >= 0x80 ? value - (1n << BigInt(8 * content.length)) : value;
}

/** X.690 §11.1: TRUE is 0xFF; BER takes any octet but zero. */
export function booleanValue(content: Uint8Array, strict: boolean): boolean {
  const [octet] = content;
  if (octet === undefined || content.length !== 1) throw new MalformedContent('malformed boolean');
  if (strict && octet !== 0 && octet !== 0xff) throw new MalformedContent('boolean not in DER');
  return octet !== 0;
}

const UTC_TIME = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/;
const GENERALIZED_TIME = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d*[1-9]))?Z$/;

/** RFC 5280 §4.1.2.5.1: YYMMDDHHMMSSZ, the years 50 to 99 being 1950 to 1999. */
export function utcTime(content: Uint8Array): Date {
  const parts = UTC_TIME.exec(latin1(content));
  if (parts === null) throw new MalformedContent('malformed UTCTime');
  const year = Number(parts[1]);
  return instant(year >= 50 ? 1900 + year : 2000 + year, parts, 0);
}

/**
 * RFC 5280 §4.1.2.5.2: YYYYMMDDHHMMSSZ; with `fraction` also the fractions of a second that X.690 §11.7
 * and RFC 3161 §2.4.2 allow (no trailing zeros). Digits past milliseconds are cut.
 */
export function generalizedTime(content: Uint8Array, fraction = false): Date {
  const parts = content.length > 40 ? null : GENERALIZED_TIME.exec(latin1(content));
  if (parts === null || (!fraction && parts[7] !== undefined)) {
    throw new MalformedContent('malformed GeneralizedTime');
  }
  return instant(Number(parts[1]), parts, Number((parts[7] ?? '').slice(0, 3).padEnd(3, '0')));
}

function instant(year: number, parts: RegExpExecArray, milliseconds: number): Date {
  const [month, day, hour, minute, second] = parts.slice(2, 7).map(Number);
  const date = new Date(0);
  date.setUTCFullYear(year, (month ?? 0) - 1, day ?? 0);
  date.setUTCHours(hour ?? 0, minute ?? 0, second ?? 0, milliseconds);
  // A day or hour that does not exist would have rolled over.
  const same =
    date.getUTCFullYear() === year &&
    date.getUTCMonth() + 1 === month &&
    date.getUTCDate() === day &&
    date.getUTCHours() === hour &&
    date.getUTCMinutes() === minute &&
    date.getUTCSeconds() === second;
  if (!same) throw new MalformedContent('time that does not exist');
  return date;
}

/** One character for each octet. */
export function latin1(content: Uint8Array): string {
  // fromCharCode takes its characters as arguments: pieces keep clear of the engine's limit on those.
  if (content.length <= 4096) return String.fromCharCode(...content);
  let text = '';
  for (let offset = 0; offset < content.length; offset += 4096) {
    text += String.fromCharCode(...content.subarray(offset, offset + 4096));
  }
  return text;
}

/** Refuses what is not 7-bit, so that no two encodings read as the same host name. */
export function ia5(content: Uint8Array): string {
  for (const octet of content) {
    if (octet >= 0x80) throw new MalformedContent('IA5String over seven bits');
  }
  return latin1(content);
}

export function utf8(content: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content);
  } catch (cause) {
    throw new MalformedContent(`malformed UTF-8 (${(cause as Error).name})`);
  }
}

/** BMPString (2 octets) or UniversalString (4 octets), most significant octet first. */
export function wideString(content: Uint8Array, width: 2 | 4): string {
  if (content.length % width !== 0) throw new MalformedContent('string cut inside a character');
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  let text = '';
  for (let offset = 0; offset < content.length; offset += width) {
    const point = width === 2 ? view.getUint16(offset) : view.getUint32(offset);
    if (point > 0x10ffff) throw new MalformedContent('character outside Unicode');
    text += width === 2 ? String.fromCharCode(point) : String.fromCodePoint(point);
  }
  return text;
}
