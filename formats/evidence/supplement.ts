// What comes after a receipt and proves more about its checkpoint: one immutable file, as the receipt is.
import { toBase64 } from '../base64.ts';
import { FormatError } from '../format-error.ts';
import { indentedJson, parseIndentedJson } from './canonical-json.ts';
import { readObject } from './shape.ts';

export const SUPPLEMENT_FORMAT = 'okno-supplement/1';
export const SUPPLEMENT_LIMIT = 2 * 1024 * 1024;

/** An RFC 3161 token over the text of a checkpoint's note; its signature lines are not covered. */
export interface Supplement {
  readonly kind: 'time-stamp';
  /** Lower-case hex SHA-256 of the note's text: which receipts it supplements. */
  readonly checkpoint: string;
  /** The TimeStampToken as the TSA made it. */
  readonly token: Uint8Array;
}

export function encodeSupplement({ kind, checkpoint, token }: Supplement): Uint8Array {
  return indentedJson({ checkpoint, format: SUPPLEMENT_FORMAT, kind, token: toBase64(token) });
}

/** Reads a supplement in its one spelling; nothing is verified by it. Throws FormatError. */
export function parseSupplement(bytes: Uint8Array): Supplement {
  if (bytes.length > SUPPLEMENT_LIMIT) {
    throw refused('limit', `over ${SUPPLEMENT_LIMIT} octets`);
  }
  const read = readObject(parseIndentedJson(bytes), 'supplement');
  const format = read.string('format');
  if (format !== SUPPLEMENT_FORMAT) throw refused('unsupported', `format ${format}`);
  const kind = read.string('kind');
  if (kind !== 'time-stamp') throw refused('unsupported', `kind ${kind}`);
  const checkpoint = read.string('checkpoint', /^[0-9a-f]{64}$/);
  const token = read.base64('token');
  read.end();
  return { kind, checkpoint, token };
}

/** Whether a file looks like a supplement: a guess for choosing a reader, proof of nothing. */
export function looksLikeSupplement(start: Uint8Array): boolean {
  return new TextDecoder().decode(start.subarray(0, 64)).startsWith('{\n "checkpoint": "');
}

function refused(code: 'unsupported' | 'limit', reason: string): FormatError {
  return new FormatError(code, { format: 'supplement', reason });
}
