import { equalBytes } from '../../formats/equal-bytes.ts';
import { parseReceipt } from '../../formats/evidence/receipt.ts';
import { parseCheckpoint } from '../../formats/log/checkpoint.ts';
import { parseNote } from '../../formats/log/note.ts';
import type { Sha256 } from '../../formats/log/tree.ts';
import { verifyInclusionProof } from '../../formats/log/verify-proofs.ts';
import type { SequencedEntry } from '../model/journal.ts';
import { ArchiveError } from './archive-error.ts';
import type { Segment } from './segment.ts';

/** A receipt is for ever: it must prove its entry under the checkpoint that it has. */
export async function checkReceipts(
  entries: readonly SequencedEntry[],
  receipts: Segment['receipts'],
  sha256: Sha256,
): Promise<void> {
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  for (const { entryId, bytes } of receipts) {
    const entry = byId.get(entryId);
    const { proof, entryBytes, salt } = parseReceipt(bytes);
    const { size, root } = parseCheckpoint(parseNote(proof.checkpoint).text);
    const { index, path } = proof;
    const isOurs =
      entry !== undefined &&
      entry.index === index &&
      equalBytes(entry.bytes, entryBytes) &&
      equalBytes(entry.salt, salt) &&
      (await verifyInclusionProof(sha256, { leafHash: entry.leafHash, index, size, root, path }));
    if (!isOurs) throw new ArchiveError('damaged', `receipt of entry ${entryId} does not prove it`);
  }
}
