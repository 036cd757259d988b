import type { Algorithms } from '../../algorithms/registry.ts';
import { FormatError } from '../../formats/format-error.ts';
import { parseNote } from '../../formats/log/note.ts';
import {
  parseSegmentStatement,
  type SegmentStatement,
} from '../../formats/log/segment-statement.ts';
import type { LogKey } from './log-key.ts';
import { verifyNote } from './verify-note.ts';

export type SegmentVerdict =
  | { readonly status: 'verified'; readonly key: LogKey }
  | {
      readonly status:
        | 'malformed'
        /** It speaks of another segment, or of other content. */
        | 'other-segment'
        | 'unknown-key'
        | 'bad-signature'
        | 'other-log';
    };

/** Whether a log's key has signed this segment of its archive. The key may be one that is declared compromised. */
export async function verifySegmentStatement(
  note: string,
  segment: Pick<SegmentStatement, 'number' | 'digest'>,
  { keys, algorithms }: { readonly keys: readonly LogKey[]; readonly algorithms: Algorithms },
): Promise<SegmentVerdict> {
  let statement: SegmentStatement;
  let signed: ReturnType<typeof parseNote>;
  try {
    signed = parseNote(note);
    statement = parseSegmentStatement(signed.text);
  } catch (error) {
    if (error instanceof FormatError) return { status: 'malformed' };
    throw error;
  }
  const { number, digest, origin } = statement;
  if (number !== segment.number || digest !== segment.digest) return { status: 'other-segment' };
  const noteText = new TextEncoder().encode(signed.text);
  const verdict = await verifyNote({ noteText, signatures: signed.signatures }, keys, algorithms);
  if (verdict.status !== 'verified') return verdict;
  const key = verdict.keys.find(({ name }) => name === origin);
  return key === undefined ? { status: 'other-log' } : { status: 'verified', key };
}
