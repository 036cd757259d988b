// RFC 8785 JSON Canonicalization Scheme for the values that evidence consists of.
import { FormatError } from '../format-error.ts';

/** No fractions, no numbers beyond 2^53: evidence holds none, and then every number has one spelling. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue | undefined };

export type JsonObject = { readonly [key: string]: JsonValue | undefined };

export const JSON_LIMITS = { octets: 4 * 1024 * 1024, depth: 32 } as const;

const refuse = (reason: string, code: 'malformed' | 'limit' = 'malformed') =>
  new FormatError(code, { format: 'canonical JSON', reason });

/** RFC 8785 octets. Members whose value is undefined are left out. Throws FormatError. */
export function canonicalJson(value: JsonValue): Uint8Array {
  return new TextEncoder().encode(canonicalText(value));
}

/** The same order and spelling of values, one space of indentation per level and a final newline. */
export function indentedJson(value: JsonValue): Uint8Array {
  return new TextEncoder().encode(indentedText(value));
}

const canonicalText = (value: JsonValue) => write(value, 0, undefined);
const indentedText = (value: JsonValue) => `${write(value, 0, ' ')}\n`;

function write(value: JsonValue, depth: number, indent: string | undefined): string {
  if (depth > JSON_LIMITS.depth) throw refuse(`nested deeper than ${JSON_LIMITS.depth}`, 'limit');
  if (typeof value === 'string') return writeString(value);
  if (typeof value === 'number') return writeNumber(value);
  if (value === null || typeof value === 'boolean') return String(value);
  if (isArray(value)) {
    const items = value.map((item) => write(item, depth + 1, indent));
    return join('[', items, ']', depth, indent);
  }
  // RFC 8785 §3.2.3: properties sorted by the UTF-16 code units of their names
  const members = Object.keys(value)
    .sort()
    .flatMap((name) => {
      const member = value[name];
      if (member === undefined) return [];
      const colon = indent === undefined ? ':' : ': ';
      return [`${writeString(name)}${colon}${write(member, depth + 1, indent)}`];
    });
  return join('{', members, '}', depth, indent);
}

const isArray = (value: object): value is readonly JsonValue[] => Array.isArray(value);

function join(
  open: string,
  items: readonly string[],
  close: string,
  depth: number,
  indent: string | undefined,
): string {
  if (indent === undefined || items.length === 0) return `${open}${items.join(',')}${close}`;
  const inner = `\n${indent.repeat(depth + 1)}`;
  return `${open}${inner}${items.join(`,${inner}`)}\n${indent.repeat(depth)}${close}`;
}

// RFC 8785 §3.2.2.2: a lone surrogate is an error
function writeString(text: string): string {
  if (!text.isWellFormed()) throw refuse('string is not well-formed Unicode');
  return JSON.stringify(text);
}

function writeNumber(value: number): string {
  if (!Number.isSafeInteger(value)) throw refuse(`number ${value} is not a safe integer`);
  return String(value);
}

/** Reads canonical JSON (RFC 8785); any other spelling of the same value is refused. Throws FormatError. */
export function parseCanonicalJson(bytes: Uint8Array): JsonValue {
  return parseExactly(bytes, canonicalText);
}

/** Reads what `indentedJson` wrote; any other spelling of the same value is refused. Throws FormatError. */
export function parseIndentedJson(bytes: Uint8Array): JsonValue {
  return parseExactly(bytes, indentedText);
}

function parseExactly(bytes: Uint8Array, writer: (value: JsonValue) => string): JsonValue {
  if (bytes.length > JSON_LIMITS.octets) {
    throw refuse(`longer than ${JSON_LIMITS.octets} octets`, 'limit');
  }
  let text: string;
  let value: JsonValue;
  try {
    // Well-formed UTF-8 stands for one text and a text for one UTF-8, so that texts can be compared below.
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    value = JSON.parse(text);
  } catch (cause) {
    throw new FormatError('malformed', { format: 'canonical JSON', reason: 'not JSON', cause });
  }
  // Duplicate names, other orders, escapes, numbers and white space all end here.
  if (writer(value) !== text) throw refuse('not in canonical form');
  return value;
}
