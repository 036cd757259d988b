// C2SP tlog-checkpoint v1.0.0: origin, tree size and root hash as the text of a signed note.
import { fromBase64, toBase64 } from '../base64.ts';
import { FormatError } from '../format-error.ts';
import { HASH_SIZE } from './tree.ts';

export interface Checkpoint {
  readonly origin: string;
  /** Number of leaves, at most 2^53 − 1. */
  readonly size: number;
  readonly root: Uint8Array;
}

/** The note text. Extension lines are never written: "NOT RECOMMENDED, as they are not auditable". */
export function formatCheckpoint({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${size}\n${toBase64(root)}\n`;
}

/** Reads a note text; extension lines are refused, since this log never signs any. Throws FormatError. */
export function parseCheckpoint(text: string): Checkpoint {
  const [origin = '', sizeText = '', rootText = '', end, ...more] = text.split('\n');
  if (origin === '' || end !== '' || more.length > 0) {
    throw new FormatError('malformed', { format: 'checkpoint', reason: 'not exactly three lines' });
  }
  const root = fromBase64(rootText, 'checkpoint');
  if (root.length !== HASH_SIZE) {
    throw new FormatError('malformed', { format: 'checkpoint', reason: 'root is not 32 octets' });
  }
  return { origin, size: parseDecimal(sizeText, 'checkpoint'), root };
}

/** ASCII decimal without leading zeroes, at most 2^53 − 1. */
export function parseDecimal(text: string, format: string): number {
  if (!/^(0|[1-9][0-9]{0,18})$/.test(text)) {
    throw new FormatError('malformed', { format, reason: 'malformed decimal number' });
  }
  const value = Number(text);
  if (!Number.isSafeInteger(value)) {
    throw new FormatError('limit', { format, reason: 'number above 2^53 - 1' });
  }
  return value;
}
