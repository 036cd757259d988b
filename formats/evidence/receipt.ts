// A receipt (Decree 65, paras. 24, 25 (г)): one immutable file that proves an entry of the journal.
import { toBase64 } from '../base64.ts';
import { FormatError } from '../format-error.ts';
import { parseCheckpoint } from '../log/checkpoint.ts';
import { parseNote } from '../log/note.ts';
import { formatTlogProof, parseTlogProof, type TlogProof } from '../log/tlog-proof.ts';
import { indentedJson, parseIndentedJson } from './canonical-json.ts';
import { encodeEntry, type JournalEntry, readEntry, SALT_SIZE } from './entry.ts';
import { readObject } from './shape.ts';

export const RECEIPT_FORMAT = 'okno-receipt/1';
export const RECEIPT_LIMIT = 1024 * 1024;

export interface Receipt {
  readonly entry: JournalEntry;
  readonly proof: TlogProof;
  /** 32 octets. */
  readonly salt: Uint8Array;
  /** CMS detached signature of the operator over the checkpoint's note text only. */
  readonly seal: Uint8Array;
}

export function encodeReceipt({ entry, proof, salt, seal }: Receipt): Uint8Array {
  return indentedJson({
    entry: { ...entry },
    format: RECEIPT_FORMAT,
    proof: formatTlogProof(proof),
    salt: toBase64(salt),
    seal: toBase64(seal),
  });
}

export interface ParsedReceipt extends Receipt {
  /** The octets to which the leaf commits. */
  readonly entryBytes: Uint8Array;
}

/** Reads a receipt in its one spelling; nothing is verified by it. Throws FormatError. */
export function parseReceipt(bytes: Uint8Array): ParsedReceipt {
  if (bytes.length > RECEIPT_LIMIT) {
    throw new FormatError('limit', { format: 'receipt', reason: `over ${RECEIPT_LIMIT} octets` });
  }
  const read = readObject(parseIndentedJson(bytes), 'receipt');
  const format = read.string('format');
  if (format !== RECEIPT_FORMAT) {
    throw new FormatError('unsupported', { format: 'receipt', reason: `format ${format}` });
  }
  const entry = readEntry(read.object('entry'));
  const proof = parseTlogProof(read.string('proof'));
  const salt = read.base64('salt');
  const seal = read.base64('seal');
  read.end();
  if (salt.length !== SALT_SIZE) {
    throw new FormatError('malformed', { format: 'receipt', reason: 'salt is not 32 octets' });
  }
  return { entry, proof, salt, seal, entryBytes: encodeEntry(entry) };
}

/** Entries under the checkpoint on which a receipt stands. */
export function checkpointSize(receipt: Uint8Array): number {
  return parseCheckpoint(parseNote(parseReceipt(receipt).proof.checkpoint).text).size;
}

/** Whether a file looks like a receipt: a guess for choosing a reader, proof of nothing. */
export function looksLikeReceipt(start: Uint8Array): boolean {
  return new TextDecoder().decode(start.subarray(0, 64)).startsWith('{\n "entry": {');
}
