// Content octets of the primitive types to values. Each throws MalformedContent, to which the reader
// adds what was being read and where.

import { toHex } from '../hex.ts';
import { nativeText } from '../native-octets.ts';

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
  const value = BigInt(`0x${toHex(content)}`);
  return (content[0] ?? 0) >= 0x80 ? value - (1n << BigInt(8 * content.length)) : value;
}

/** X.690 §11.1: TRUE is 0xFF; BER takes any octet but zero. */
export function booleanValue(content: Uint8Array, strict: boolean): boolean {
  const [octet] = content;
  if (octet === undefined || content.length !== 1) throw new MalformedContent('malformed boolean');
  if (strict && octet !== 0 && octet !== 0xff) throw new MalformedContent('boolean not in DER');
  return octet !== 0;
}

/** RFC 5280 §4.1.2.5.1: YYMMDDHHMMSSZ, the years 50 to 99 being 1950 to 1999. */
export function utcTime(content: Uint8Array): Date {
  if (content.length !== 13 || content[12] !== 0x5a)
    throw new MalformedContent('malformed UTCTime');
  const year = digits(content, 0);
  return instant(year >= 50 ? 1900 + year : 2000 + year, content.subarray(2, 12), 0);
}

/**
 * RFC 5280 §4.1.2.5.2: YYYYMMDDHHMMSSZ; with `fraction` also the fractions of a second that X.690 §11.7
 * and RFC 3161 §2.4.2 allow (no trailing zeros). Digits past milliseconds are cut.
 */
export function generalizedTime(content: Uint8Array, fraction = false): Date {
  const last = content.length - 1;
  if (last < 14 || last > 40 || content[last] !== 0x5a || (last > 14 && !fraction)) {
    throw new MalformedContent('malformed GeneralizedTime');
  }
  const milliseconds = last > 14 ? fractionOf(latin1(content.subarray(14, last))) : 0;
  const year = digits(content, 0) * 100 + digits(content, 2);
  return instant(year, content.subarray(4, 14), milliseconds);
}

function fractionOf(text: string): number {
  const figures = /^\.(\d*[1-9])$/.exec(text)?.[1];
  if (figures === undefined) throw new MalformedContent('malformed fraction of a second');
  return Number(figures.slice(0, 3).padEnd(3, '0'));
}

function digits(content: Uint8Array, at: number): number {
  const tens = (content[at] ?? 0) - 0x30;
  const ones = (content[at + 1] ?? 0) - 0x30;
  if (tens < 0 || tens > 9 || ones < 0 || ones > 9) throw new MalformedContent('malformed time');
  return 10 * tens + ones;
}

/** From MMDDHHMMSS. */
function instant(year: number, rest: Uint8Array, milliseconds: number): Date {
  const month = digits(rest, 0);
  const day = digits(rest, 2);
  const hour = digits(rest, 4);
  const minute = digits(rest, 6);
  const second = digits(rest, 8);
  const exists =
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= daysIn(year, month) &&
    hour <= 23 &&
    minute <= 59 &&
    second <= 59;
  if (!exists) throw new MalformedContent('time that does not exist');
  // Date.UTC takes the years 0 to 99 for 1900 to 1999; 400 years on, the calendar is the same.
  const early = year < 100;
  const date = Date.UTC(
    early ? year + 400 : year,
    month - 1,
    day,
    hour,
    minute,
    second,
    milliseconds,
  );
  return new Date(early ? date - MILLISECONDS_IN_400_YEARS : date);
}

const MILLISECONDS_IN_400_YEARS = 146_097 * 86_400_000;

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** One character for each octet. */
export function latin1(content: Uint8Array): string {
  if (nativeText !== undefined && content.length > SHORT) return nativeText(content, 'latin1');
  // fromCharCode takes its characters as arguments: pieces keep clear of the engine's limit on those.
  if (content.length <= 4096) return characters(content);
  let text = '';
  for (let offset = 0; offset < content.length; offset += 4096) {
    text += characters(content.subarray(offset, offset + 4096));
  }
  return text;
}

// Not by `...`, which iterates: six times slower.
function characters(octets: Uint8Array): string {
  return Reflect.apply(String.fromCharCode, undefined, octets);
}

/** Refuses what is not 7-bit, so that no two encodings read as the same host name. */
export function ia5(content: Uint8Array): string {
  for (const octet of content) {
    if (octet >= 0x80) throw new MalformedContent('IA5String over seven bits');
  }
  return latin1(content);
}

// Starting a decoder costs more than most strings; without `stream` it keeps nothing between calls.
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Up to so many octets a loop is done before the decoder has begun. */
const SHORT = 64;

export function utf8(content: Uint8Array): string {
  const short = content.length <= SHORT ? shortUtf8(content) : undefined;
  if (short !== undefined) return short;
  try {
    return UTF8.decode(content);
  } catch (cause) {
    throw new MalformedContent(`malformed UTF-8 (${(cause as Error).name})`);
  }
}

/** Of characters below U+0800 (Latin, Greek, Cyrillic), which take at most two octets; else undefined. */
function shortUtf8(content: Uint8Array): string | undefined {
  if (content.every((octet) => octet < 0x80)) return latin1(content);
  const points: number[] = [];
  for (let at = 0; at < content.length; at += 1) {
    const octet = content[at] ?? 0;
    if (octet < 0x80) {
      points.push(octet);
      continue;
    }
    at += 1;
    const next = content[at] ?? 0;
    // RFC 3629 §4: UTF8-2 = %xC2-DF UTF8-tail
    if (octet < 0xc2 || octet > 0xdf || (next & 0xc0) !== 0x80) return undefined;
    points.push(((octet & 0x1f) << 6) | (next & 0x3f));
  }
  return Reflect.apply(String.fromCharCode, undefined, points);
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
