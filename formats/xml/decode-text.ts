import { FormatError } from '../format-error.ts';
import { FORBIDDEN_CHARACTER } from './characters.ts';

export interface DecodedText {
  readonly text: string;
  readonly octetOffset: (index: number) => number;
}

interface Encoding {
  /** Label for TextDecoder (WHATWG Encoding). */
  readonly label: string;
  /** Octets before the text. */
  readonly bom: number;
  readonly octets: (text: string) => number;
}

const oneOctetEach = (text: string) => text.length;
const twoOctetsEach = (text: string) => text.length * 2;
const utf8Octets = (text: string) => new TextEncoder().encode(text).length;

/** Encodings of one octet each that may be declared; ISO 8859-1 is not the windows-1252 of browsers. */
const DECLARED: ReadonlyMap<string, string> = new Map([
  ['windows-1251', 'windows-1251'],
  ['cp1251', 'windows-1251'],
  ['koi8-r', 'koi8-r'],
  ['iso-8859-5', 'iso-8859-5'],
  ['us-ascii', 'us-ascii'],
  ['iso-8859-1', 'iso-8859-1'],
]);

const malformed = (reason: string) => new FormatError('malformed', { format: 'XML', reason });
const unsupported = (reason: string) => new FormatError('unsupported', { format: 'XML', reason });

/**
 * The text of a document by its byte order mark and its declared encoding (XML 1.0 §4.3.3, appendix F).
 * Two that contradict each other are refused: another reader might believe the other one. Throws
 * FormatError.
 */
export function decodeText(bytes: Uint8Array): DecodedText {
  const encoding = encodingOf(bytes);
  const text = decode(bytes.subarray(encoding.bom), encoding.label);
  const bad = FORBIDDEN_CHARACTER.exec(text);
  if (bad !== null) {
    const code = text.charCodeAt(bad.index).toString(16).toUpperCase().padStart(4, '0');
    const offset = encoding.bom + encoding.octets(text.slice(0, bad.index));
    const reason = `character U+${code} is not allowed`;
    throw new FormatError('malformed', { format: 'XML', reason, offset });
  }
  const { bom, octets } = encoding;
  return { text, octetOffset: (index) => bom + octets(text.slice(0, index)) };
}

function encodingOf(bytes: Uint8Array): Encoding {
  const [a, b, c] = bytes;
  const declared = declaredEncoding(bytes);
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) {
    const label = a === 0xff ? 'utf-16le' : 'utf-16be';
    const wide = declaredEncoding(
      new TextEncoder().encode(
        new TextDecoder(label).decode(bytes.subarray(2, 2 + 2 * DECLARATION_OCTETS)),
      ),
    );
    if (wide !== undefined && wide !== 'utf-16' && wide !== label) throw contradiction(wide, label);
    return { label, bom: 2, octets: twoOctetsEach };
  }
  const marked = a === 0xef && b === 0xbb && c === 0xbf;
  if (declared === undefined || declared === 'utf-8' || declared === 'utf8') {
    return { label: 'utf-8', bom: marked ? 3 : 0, octets: utf8Octets };
  }
  if (marked) throw contradiction(declared, 'utf-8');
  const label = DECLARED.get(declared);
  if (label === undefined) throw unsupported(`encoding ${declared}`);
  return { label, bom: 0, octets: oneOctetEach };
}

function contradiction(declared: string, found: string): FormatError {
  return malformed(`encoding ${declared} is declared, the byte order mark says ${found}`);
}

/** Octets at the start in which the declared encoding is looked for. */
const DECLARATION_OCTETS = 256;
/** Characters that the XML declaration may have; of a longer one the encoding would not have been seen. */
export const DECLARATION_CHARACTERS = 240;

/** Of a document in an encoding that extends ASCII. */
function declaredEncoding(bytes: Uint8Array): string | undefined {
  const start = String.fromCharCode(...bytes.subarray(0, DECLARATION_OCTETS));
  const declaration = /^(?:\xEF\xBB\xBF)?<\?xml[ \t\r\n][^>]*?\?>/.exec(start)?.[0];
  const found =
    declaration && /[ \t\r\n]encoding[ \t\r\n]*=[ \t\r\n]*(["'])(.*?)\1/.exec(declaration);
  return found?.[2]?.toLowerCase();
}

function decode(bytes: Uint8Array, label: string): string {
  if (label === 'us-ascii' && bytes.some((octet) => octet > 0x7f)) {
    throw malformed('an octet over 127 in us-ascii');
  }
  if (label === 'us-ascii' || label === 'iso-8859-1') return latin1(bytes);
  try {
    const text = new TextDecoder(label, { fatal: true, ignoreBOM: true }).decode(bytes);
    // 0x98 stands for no character in windows-1251; browsers make a control character of it.
    if (label === 'windows-1251' && text.includes('\x98')) throw malformed('octet 0x98');
    return text;
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    const reason = `octets that are no ${label}`;
    throw new FormatError('malformed', { format: 'XML', reason, cause });
  }
}

const PIECE = 0x2000;

function latin1(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += PIECE) {
    text += String.fromCharCode(...bytes.subarray(at, at + PIECE));
  }
  return text;
}
