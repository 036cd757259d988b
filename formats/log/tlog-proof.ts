// C2SP tlog-proof@v1: index, inclusion proof and checkpoint as one text. Nothing here is verified.
import { fromBase64, toBase64 } from '../base64.ts';
import { FormatError } from '../format-error.ts';
import { parseDecimal } from './checkpoint.ts';
import { HASH_SIZE } from './tree.ts';

const HEADER = 'c2sp.org/tlog-proof@v1';
/** A tree of 2^53 leaves has paths of 53 hashes. */
const MAX_PATH = 53;

export interface TlogProof {
  readonly index: number;
  /** From the leaf's sibling up to the root's child. */
  readonly path: readonly Uint8Array[];
  /** The signed checkpoint, verbatim. */
  readonly checkpoint: string;
}

export function formatTlogProof({ index, path, checkpoint }: TlogProof): string {
  const hashes = path.map((hash) => `${toBase64(hash)}\n`).join('');
  return `${HEADER}\nindex ${index}\n${hashes}\n${checkpoint}`;
}

/** Throws FormatError. An `extra` line is refused: our proofs carry none, and nothing would vouch for it. */
export function parseTlogProof(text: string): TlogProof {
  const fail = (reason: string) => new FormatError('malformed', { format: 'tlog-proof', reason });
  const gap = text.indexOf('\n\n');
  if (gap < 0) throw fail('no blank line before the checkpoint');
  const [header, indexLine = '', ...hashes] = text.slice(0, gap).split('\n');
  if (header !== HEADER) throw fail(`first line is not ${HEADER}`);
  if (!indexLine.startsWith('index ')) throw fail('no index line');
  if (hashes.length > MAX_PATH) {
    throw new FormatError('limit', { format: 'tlog-proof', reason: 'path over 53 hashes' });
  }
  const path = hashes.map((line) => fromBase64(line, 'tlog-proof'));
  if (path.some((hash) => hash.length !== HASH_SIZE)) throw fail('hash is not 32 octets');
  return {
    index: parseDecimal(indexLine.slice('index '.length), 'tlog-proof'),
    path,
    checkpoint: text.slice(gap + 2),
  };
}
