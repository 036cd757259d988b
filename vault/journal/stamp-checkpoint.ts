import { failpoint } from '../../faults/failpoint.ts';
import { encodeSupplement, parseSupplement } from '../../formats/evidence/supplement.ts';
import { toHex } from '../../formats/hex.ts';
import { parseNote } from '../../formats/log/note.ts';
import type { Sha256 } from '../../formats/log/tree.ts';
import type { TimeStampClient } from '../../signing/time-stamp/client.ts';
import type { SignedHead } from '../model/journal.ts';
import type { JournalStore, NewJob } from '../ports/metadata.ts';

/** Kind of the job that brings the time-stamp for a checkpoint. */
export const STAMP_CHECKPOINT = 'stamp-checkpoint';

/** The job for a new head: its checkpoint is to be stamped as soon as the TSA answers. */
export function stampJob(
  { size, note }: Pick<SignedHead, 'size' | 'note'>,
  { id, time }: { id: string; time: Date },
): NewJob {
  const payload = JSON.stringify({ size, text: parseNote(note).text });
  return { id, kind: STAMP_CHECKPOINT, payload, runAt: time.toISOString() };
}

export interface StampPorts {
  readonly journal: Pick<JournalStore, 'supplements' | 'putSupplement'>;
  readonly timeStamps: TimeStampClient;
  readonly sha256: Sha256;
}

/**
 * Asks the TSA for a token over the text of a checkpoint's note and keeps it as a supplement. The text alone is
 * covered, so that later co-signatures never change what was stamped. Rejects while the TSA does not answer:
 * the job then comes again, and no clock of ours stands in for it. Twice is the same as once.
 */
export async function stampCheckpoint(payload: string, ports: StampPorts): Promise<void> {
  const { size, text } = JSON.parse(payload) as { readonly size: number; readonly text: string };
  const { journal, timeStamps, sha256 } = ports;
  const stored = await journal.supplements(size);
  if (stored.some((bytes) => parseSupplement(bytes).kind === 'time-stamp')) return;
  const octets = new TextEncoder().encode(text);
  const { token } = await timeStamps.stamp(octets);
  failpoint('supplement/stamped');
  const checkpoint = toHex(await sha256(octets));
  await journal.putSupplement(size, encodeSupplement({ kind: 'time-stamp', checkpoint, token }));
  failpoint('supplement/stored');
}
