import { FormatError } from '../format-error.ts';
import { MIME_LIMITS } from './limits.ts';

export interface Header {
  /** In their order, names as they stand, values unfolded and trimmed. */
  readonly fields: readonly { readonly name: string; readonly value: string }[];
  /** Where the body begins. */
  readonly end: number;
}

/** RFC 5322 §2.2: a name of printable ASCII but the colon, and a value that goes on in lines that begin with a blank. */
const FIELD = /([!-9;-~]+)[ \t]*:([^\r\n]*(?:\r?\n[ \t][^\r\n]*)*)(\r?\n|$)/y;
const EMPTY_LINE = /\r?\n/y;

/**
 * The fields from `start` on and the empty line after them (RFC 5322 §2.1), lines ending in CRLF or LF. Text is octets,
 * one character each. Throws FormatError.
 */
export function readHeader(message: string, start: number): Header {
  // No further: an expression that goes back over millions of lines takes more stack than there is.
  const text = message.slice(0, start + MIME_LIMITS.header + 2);
  const fields: Header['fields'][number][] = [];
  let at = start;
  for (;;) {
    EMPTY_LINE.lastIndex = at;
    if (EMPTY_LINE.test(text)) return { fields, end: EMPTY_LINE.lastIndex };
    FIELD.lastIndex = at;
    const [all = '', name = '', value = ''] = FIELD.exec(text) ?? [];
    if (all === '') throw refused('malformed', 'no field and no empty line', at);
    at += all.length;
    if (at - start > MIME_LIMITS.header) throw refused('limit', 'fields too long', at);
    if (fields.length >= MIME_LIMITS.fields) throw refused('limit', 'too many fields', at);
    fields.push({ name, value: value.replace(/\r?\n/g, '').trim() });
  }
}

/**
 * The value of the one field of this name, in whatever case; undefined where there is none. Of two one reader would take
 * the first and another the last: refused. Throws FormatError.
 */
export function fieldOf({ fields }: Header, name: string): string | undefined {
  const [only, ...others] = fields.filter((field) => field.name.toLowerCase() === name);
  if (others.length > 0) throw refused('malformed', `${name} more than once`);
  return only?.value;
}

export function refused(
  code: 'malformed' | 'unsupported' | 'limit',
  reason: string,
  offset?: number,
): FormatError {
  const at = offset === undefined ? {} : { offset };
  return new FormatError(code, { format: 'S/MIME message', reason, ...at });
}
