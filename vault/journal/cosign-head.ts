import { failpoint } from '../../faults/failpoint.ts';
import { equalBytes } from '../../formats/equal-bytes.ts';
import { encodeSupplement, parseSupplement } from '../../formats/evidence/supplement.ts';
import { toHex } from '../../formats/hex.ts';
import { parseCheckpoint } from '../../formats/log/checkpoint.ts';
import { formatSignatureLine, parseNote, parseSignatureLine } from '../../formats/log/note.ts';
import { rootAt, type Sha256 } from '../../formats/log/tree.ts';
import type { SignedHead } from '../model/journal.ts';
import type { Clock } from '../ports/clock.ts';
import type { JournalStore, NewJob } from '../ports/metadata.ts';
import type { WitnessSigner } from '../witness/witness-signer.ts';
import { JournalError } from './journal-error.ts';

/** Kind of the job that brings the operator's own cosignature under a checkpoint. */
export const COSIGN_CHECKPOINT = 'cosign-checkpoint';

export function cosignJob(
  { size, note }: Pick<SignedHead, 'size' | 'note'>,
  { id, time }: { id: string; time: Date },
): NewJob {
  const payload = JSON.stringify({ size, text: parseNote(note).text });
  return { id, kind: COSIGN_CHECKPOINT, payload, runAt: time.toISOString() };
}

export interface CosignPorts {
  readonly journal: Pick<JournalStore, 'head' | 'nodes' | 'supplements' | 'putSupplement'>;
  readonly cosigner: WitnessSigner;
  readonly clock: Clock;
  readonly sha256: Sha256;
}

/**
 * The operator's own cosignature, kept as a supplement: a second signature of another family, should the log's
 * algorithm fall. It says when only while the checkpoint is the largest (tlog-cosignature: the timestamp states that);
 * of an older one it says that the log still holds it. Rejects with JournalError `fork`. Twice is the same as once.
 */
export async function cosignHead(payload: string, ports: CosignPorts): Promise<void> {
  const { size, text } = JSON.parse(payload) as { readonly size: number; readonly text: string };
  const { journal, cosigner, clock, sha256 } = ports;
  const checkpoint = parseCheckpoint(text);
  const lines = cosignatureLines(await journal.supplements(size));
  if (lines.some((line) => parseSignatureLine(line).name === cosigner.name)) return;
  const root = await rootAt(sha256, journal.nodes.bind(journal), size);
  if (!equalBytes(root, checkpoint.root)) {
    throw new JournalError('fork', `the log has another root at size ${size}`);
  }
  const newest = (await journal.head())?.size === size;
  const seconds = newest ? Math.floor(clock.now().getTime() / 1000) : 0;
  const line = formatSignatureLine(await cosigner.sign({ text, checkpoint }, seconds));
  const digest = toHex(await sha256(new TextEncoder().encode(text)));
  await journal.putSupplement(
    size,
    encodeSupplement({ kind: 'cosignature', checkpoint: digest, line }),
  );
  failpoint('supplement/stored');
}

/** The signature lines among the supplements of one checkpoint. */
export function cosignatureLines(supplements: readonly Uint8Array[]): readonly string[] {
  return supplements.flatMap((bytes) => {
    const supplement = parseSupplement(bytes);
    return supplement.kind === 'cosignature' ? [supplement.line] : [];
  });
}

/** The head's note with the cosignatures that have come by now, for those who ask for a checkpoint. */
export async function cosignedNote(
  head: SignedHead,
  journal: Pick<JournalStore, 'supplements'>,
): Promise<string> {
  const lines = cosignatureLines(await journal.supplements(head.size));
  return head.note + lines.map((line) => `${line}\n`).join('');
}
