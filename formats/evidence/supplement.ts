// What comes after a receipt and proves more about its checkpoint: one immutable file, as the receipt is.
import { fromBase64, toBase64 } from '../base64.ts';
import { FormatError } from '../format-error.ts';
import { parseSignatureLine } from '../log/note.ts';
import { HASH_SIZE } from '../log/tree.ts';
import { indentedJson, type JsonValue, parseIndentedJson } from './canonical-json.ts';
import { readObject } from './shape.ts';

export const SUPPLEMENT_FORMAT = 'okno-supplement/1';
export const SUPPLEMENT_LIMIT = 2 * 1024 * 1024;

interface AboutCheckpoint {
  /** Lower-case hex SHA-256 of the note's text: which receipts it supplements. */
  readonly checkpoint: string;
}

/** An RFC 3161 token over the text of a checkpoint's note; its signature lines are not covered. */
export interface TimeStampSupplement extends AboutCheckpoint {
  readonly kind: 'time-stamp';
  /** The TimeStampToken as the TSA made it. */
  readonly token: Uint8Array;
}

/** Another signature under the checkpoint (C2SP tlog-cosignature), of the operator's cosigner or a witness. */
export interface CosignatureSupplement extends AboutCheckpoint {
  readonly kind: 'cosignature';
  /** The signature line of the note, without its newline. */
  readonly line: string;
}

/** That the log only grew from the checkpoint to a later one (RFC 9162 §2.1.4): both are of one history. */
export interface ConsistencySupplement extends AboutCheckpoint {
  readonly kind: 'consistency';
  /** The later checkpoint: the whole note, as the log signed it. */
  readonly later: string;
  /** Hashes of 32 octets. */
  readonly proof: readonly Uint8Array[];
}

export type Supplement = TimeStampSupplement | CosignatureSupplement | ConsistencySupplement;

/** More than a log of 2^60 entries asks for. */
const PROOF_LIMIT = 128;

export function encodeSupplement(supplement: Supplement): Uint8Array {
  const { checkpoint, kind } = supplement;
  return indentedJson({ checkpoint, format: SUPPLEMENT_FORMAT, kind, ...factsOf(supplement) });
}

function factsOf(supplement: Supplement) {
  switch (supplement.kind) {
    case 'time-stamp':
      return { token: toBase64(supplement.token) };
    case 'cosignature':
      return { line: supplement.line };
    case 'consistency':
      return { later: supplement.later, proof: supplement.proof.map(toBase64) };
  }
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
  const checkpoint = read.string('checkpoint', /^[0-9a-f]{64}$/);
  switch (kind) {
    case 'time-stamp': {
      const token = read.base64('token');
      read.end();
      return { kind, checkpoint, token };
    }
    case 'cosignature': {
      const line = read.string('line');
      read.end();
      parseSignatureLine(line);
      return { kind, checkpoint, line };
    }
    case 'consistency': {
      const later = read.string('later');
      const proof = read.array('proof').map(hashOf);
      read.end();
      if (proof.length > PROOF_LIMIT) throw refused('limit', `${proof.length} hashes`);
      return { kind, checkpoint, later, proof };
    }
    default:
      throw refused('unsupported', `kind ${kind}`);
  }
}

function hashOf(value: JsonValue): Uint8Array {
  const hash = typeof value === 'string' ? fromBase64(value, 'supplement') : new Uint8Array();
  if (hash.length !== HASH_SIZE) {
    throw new FormatError('malformed', { format: 'supplement', reason: 'a proof is of SHA-256' });
  }
  return hash;
}

/** The token of a time-stamp supplement; undefined for another kind. Throws FormatError. */
export function tokenIn(bytes: Uint8Array): Uint8Array | undefined {
  const supplement = parseSupplement(bytes);
  return supplement.kind === 'time-stamp' ? supplement.token : undefined;
}

/** Whether a file looks like a supplement: a guess for choosing a reader, proof of nothing. */
export function looksLikeSupplement(start: Uint8Array): boolean {
  return new TextDecoder().decode(start.subarray(0, 64)).startsWith('{\n "checkpoint": "');
}

function refused(code: 'unsupported' | 'limit', reason: string): FormatError {
  return new FormatError(code, { format: 'supplement', reason });
}
