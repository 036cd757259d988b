import { oid, sequence, setOf, utf8String } from '../asn1/encode.ts';
import { FormatError } from '../format-error.ts';
import type { Name } from './certificate.ts';
import { parseName, SHORT_NAMES } from './name.ts';

const TYPES: ReadonlyMap<string, string> = new Map(
  [...SHORT_NAMES].map(([type, short]) => [short.toLowerCase(), type]),
);

// RFC 4514 §3: a pair is a backslash and the character that it stands for, or the two digits of an octet.
const PAIR = String.raw`\\(?:[0-9A-Fa-f]{2}|[ "#+,;<=>\\])`;
const ATTRIBUTE = new RegExp(`^\\s*([A-Za-z][\\w-]*|[\\d.]+)=((?:[^"+,;<>\\\\]|${PAIR})*)`);

/**
 * The Name that a text of RFC 4514 is of: attributes by the short names of `nameToText` or by object identifier, the
 * last RDN first. Values become UTF8Strings with the spaces at their ends, which comparison passes over; those in
 * hexadecimal (`#…`) are refused. Throws FormatError.
 */
export function nameFromText(text: string): Name {
  const rdns: Uint8Array[][] = [[]];
  let rest = text;
  while (true) {
    const [whole, type = '', value = ''] = ATTRIBUTE.exec(rest) ?? [];
    if (whole === undefined) throw unreadable(text);
    rdns.at(-1)?.push(sequence(typeOf(type, text), utf8String(textOf(value, text))));
    rest = rest.slice(whole.length);
    if (rest === '') break;
    if (rest[0] === ',') rdns.push([]);
    else if (rest[0] !== '+') throw unreadable(text);
    rest = rest.slice(1);
  }
  return parseName(sequence(...rdns.reverse().map(setOf)));
}

function typeOf(name: string, text: string): Uint8Array {
  try {
    return oid(TYPES.get(name.toLowerCase()) ?? name);
  } catch (error) {
    if (error instanceof RangeError) throw unreadable(text);
    throw error;
  }
}

function textOf(written: string, text: string): string {
  if (written.trim() === '' || written.startsWith('#')) throw unreadable(text);
  const octets: number[] = [];
  for (const [part] of written.matchAll(new RegExp(`${PAIR}|[^]`, 'gu'))) {
    const escaped = part.length > 1 && part[0] === '\\' ? part.slice(1) : undefined;
    if (escaped?.length === 2) octets.push(Number.parseInt(escaped, 16));
    else octets.push(...new TextEncoder().encode(escaped ?? part));
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
      Uint8Array.from(octets),
    );
  } catch {
    throw unreadable(text);
  }
}

function unreadable(text: string): FormatError {
  return new FormatError('malformed', {
    format: 'name',
    reason: `“${text}” is no name such as O=Bank,C=RU`,
  });
}
