// A DER writer (X.690 §10, §11): each function answers the whole encoding of one element.
import { isObjectIdentifier } from './object-identifier.ts';
import { CONSTRUCTED, contextConstructed, TAG } from './tags.ts';

/** The element with this identifier octet (tag numbers up to 30) whose content is the parts in order. */
export function raw(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  return rawOf(tag, parts);
}

/** As `raw`, for as many parts as there may be: a call takes only so many arguments. */
export function rawOf(tag: number, parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const header = headerOf(tag, length);
  const out = new Uint8Array(header.length + length);
  out.set(header);
  let offset = header.length;
  for (const part of parts) {
    out.set(part, offset);
    offset += part.length;
  }
  return out;
}

/** Identifier and length octets for content of `length` octets. */
export function headerOf(tag: number, length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(tag, length);
  const octets: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256);
  return Uint8Array.of(tag, 0x80 | octets.length, ...octets);
}

export function sequence(...parts: readonly Uint8Array[]): Uint8Array {
  return rawOf(TAG.sequence, parts);
}

/** A SET whose members the caller puts in the order of their tags (X.690 §10.3). */
export function set(...parts: readonly Uint8Array[]): Uint8Array {
  return raw(TAG.set, ...parts);
}

/** A SET OF: the members sorted by their encodings (X.690 §11.6). */
export function setOf(parts: readonly Uint8Array[]): Uint8Array {
  return rawOf(TAG.set, [...parts].sort(compareEncodings));
}

/** X.690 §11.6: as octet strings, the shorter padded with zeros. */
export function compareEncodings(a: Uint8Array, b: Uint8Array): number {
  const length = Math.max(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** From dotted text; RangeError for what no object identifier can be. */
export function oid(text: string): Uint8Array {
  if (!isObjectIdentifier(text)) throw new RangeError(`not an object identifier: ${text}`);
  const [first = 0n, second = 0n, ...rest] = text.split('.').map(BigInt);
  if (first < 2n && second > 39n) {
    throw new RangeError(`not an object identifier: ${text}`);
  }
  const octets = [first * 40n + second, ...rest].flatMap(base128);
  return raw(TAG.oid, Uint8Array.from(octets));
}

function base128(value: bigint): number[] {
  const octets = [Number(value & 0x7fn)];
  for (let left = value >> 7n; left > 0n; left >>= 7n) octets.unshift(Number(left & 0x7fn) | 0x80);
  return octets;
}

/** From a number, or from content octets (two's complement) as a parser handed them out. */
export function integer(value: number | bigint | Uint8Array): Uint8Array {
  return raw(TAG.integer, value instanceof Uint8Array ? value : integerContent(BigInt(value)));
}

export function enumerated(value: number): Uint8Array {
  return raw(TAG.enumerated, integerContent(BigInt(value)));
}

function integerContent(value: bigint): Uint8Array {
  let octets = 1;
  while (BigInt.asIntN(8 * octets, value) !== value) octets += 1;
  const out = new Uint8Array(octets);
  let left = value;
  for (let index = octets - 1; index >= 0; index -= 1) {
    out[index] = Number(left & 0xffn);
    left >>= 8n;
  }
  return out;
}

export function octetString(content: Uint8Array): Uint8Array {
  return raw(TAG.octetString, content);
}

/** `unusedBits` of the last octet, which are zero. */
export function bitString(octets: Uint8Array, unusedBits = 0): Uint8Array {
  return raw(TAG.bitString, Uint8Array.of(unusedBits), octets);
}

export function utf8String(text: string): Uint8Array {
  return raw(TAG.utf8String, new TextEncoder().encode(text));
}

/** X.680 §41.4: letters, digits, space and '()+,-./:=?; RangeError for the rest. */
export function printableString(text: string): Uint8Array {
  return characters(TAG.printableString, text, /^[A-Za-z0-9 '()+,\-./:=?]*$/);
}

/** X.680 §41.2: digits and space. */
export function numericString(text: string): Uint8Array {
  return characters(TAG.numericString, text, /^[0-9 ]*$/);
}

export function ia5String(text: string): Uint8Array {
  return characters(TAG.ia5String, text, /^\p{ASCII}*$/u);
}

function characters(tag: number, text: string, allowed: RegExp): Uint8Array {
  if (!allowed.test(text)) throw new RangeError(`character outside the string type: ${text}`);
  return raw(tag, new TextEncoder().encode(text));
}

export function boolean(value: boolean): Uint8Array {
  return raw(TAG.boolean, Uint8Array.of(value ? 0xff : 0));
}

export function nullValue(): Uint8Array {
  return raw(TAG.null);
}

/** RFC 5280 §4.1.2.5: UTCTime for 1950 to 2049, GeneralizedTime otherwise; whole seconds. */
export function time(date: Date): Uint8Array {
  const year = date.getUTCFullYear();
  if (year < 1950 || year > 2049) return generalizedTime(date);
  return raw(TAG.utcTime, new TextEncoder().encode(`${digits(date).slice(2, 14)}Z`));
}

/** Whole seconds; with `milliseconds`, the fraction without trailing zeros (X.690 §11.7.3). */
export function generalizedTime(date: Date, milliseconds = false): Uint8Array {
  const all = digits(date);
  const fraction = milliseconds ? all.slice(14).replace(/0+$/, '') : '';
  const text = `${all.slice(0, 14)}${fraction === '' ? '' : `.${fraction}`}Z`;
  return raw(TAG.generalizedTime, new TextEncoder().encode(text));
}

// YYYYMMDDHHMMSSmmm
function digits(date: Date): string {
  const text = date.toISOString();
  if (text.length !== 24) throw new RangeError(`year outside 0000 to 9999: ${text}`);
  return text.replace(/\D/g, '');
}

/** `[n] EXPLICIT`. */
export function explicit(n: number, der: Uint8Array): Uint8Array {
  return raw(contextConstructed(n), der);
}

/** `[n] IMPLICIT`: the tag of `der` replaced, its form kept. */
export function implicit(n: number, der: Uint8Array): Uint8Array {
  const out = Uint8Array.from(der);
  out[0] = 0x80 | ((der[0] ?? 0) & CONSTRUCTED) | n;
  return out;
}
