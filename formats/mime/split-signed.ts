// RFC 2046 §5.1: which octets of a multipart/signed are its two parts.
import { MIME_LIMITS } from './limits.ts';
import { refused } from './read-header.ts';

export interface Part {
  readonly start: number;
  /** Before the end of line that belongs to the delimiter. */
  readonly end: number;
}

interface Delimiter {
  readonly start: number;
  readonly end: number;
  readonly closes: boolean;
}

/** RFC 2046 §5.1.1: boundary := 0*69<bchars> bcharsnospace */
const BOUNDARY = /^[0-9A-Za-z'()+_,./:=? -]*[0-9A-Za-z'()+_,./:=?-]$/;

/**
 * The two parts of RFC 1847 §2.1. Strict: exactly two, both closed, and nothing that one reader could take for a
 * delimiter and another for content. Throws FormatError.
 */
export function splitSigned(
  text: string,
  start: number,
  boundary = '',
): { readonly content: Part; readonly signature: Part } {
  if (boundary.length > MIME_LIMITS.boundary || !BOUNDARY.test(boundary)) {
    throw refused('malformed', 'no boundary of multipart/signed');
  }
  const [first, second, last, ...others] = delimitersIn(text, start, boundary);
  if (first === undefined || second === undefined || last === undefined || others.length > 0) {
    throw refused('malformed', 'not two parts');
  }
  if (first.closes || second.closes || !last.closes) {
    throw refused('malformed', 'parts that are closed in the wrong place', last.start);
  }
  // What follows no reader shows as signed, and some show.
  if (/[^ \t\r\n]/.test(text.slice(last.end)))
    throw refused('malformed', 'text after the end', last.end);
  return { content: between(text, first, second), signature: between(text, second, last) };
}

function delimitersIn(text: string, start: number, boundary: string): Delimiter[] {
  const mark = `--${boundary}`;
  const delimiters: Delimiter[] = [];
  for (let at = text.indexOf(mark, start); at >= 0; at = text.indexOf(mark, at + mark.length)) {
    // Some readers end lines there too.
    if (text[at - 1] === '\r') throw refused('malformed', 'a delimiter after a lone CR', at);
    if (at > start && text[at - 1] !== '\n') continue; // in the midst of a line
    END_OF_LINE.lastIndex = at + mark.length;
    const [line, closing = ''] = END_OF_LINE.exec(text) ?? [];
    if (line === undefined) throw refused('malformed', 'a line that begins as a boundary does', at);
    delimiters.push({
      start: at,
      end: at + mark.length + line.length,
      closes: closing !== '',
    });
    if (delimiters.length > MAX_DELIMITERS) break;
  }
  return delimiters;
}

/** Two parts have three; one more shows that there are others. */
const MAX_DELIMITERS = 3;

/** After the boundary: the two dashes of the last one, and blanks that were added on the way. */
const END_OF_LINE = /(--)?[ \t]*(?:\r?\n|$)/y;

function between(text: string, { end: start }: Delimiter, { start: next }: Delimiter): Part {
  const end = next - (text[next - 2] === '\r' ? 2 : 1);
  // The end of line before a delimiter is the delimiter's: between two lines that share one there is no part.
  if (end < start) throw refused('malformed', 'a part of nothing', next);
  return { start, end };
}
