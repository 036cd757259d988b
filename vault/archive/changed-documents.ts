import { checkpointSize } from '../../formats/evidence/receipt.ts';
import type { SequencedEntry } from '../model/journal.ts';
import type {
  ArchivedChange,
  JournalStore,
  Metadata,
  UnarchivedChange,
} from '../ports/metadata.ts';
import { documentOf, type Segment } from './segment.ts';

/** Documents of which the journal tells something new, or whose receipts got a supplement. */
export async function changedDocuments(
  { entries, changes }: Segment,
  { metadata: { journal } }: { readonly metadata: Metadata },
): Promise<ReadonlySet<string>> {
  const documents = new Set<string>();
  const note = (entry: Pick<SequencedEntry, 'action' | 'bytes'>) => {
    const id = documentOf(entry);
    if (id !== undefined) documents.add(id);
  };
  entries.forEach(note);
  for (const size of new Set(changes.flatMap(supplementSize))) {
    for (const entry of await entriesUnder(size, journal)) note(entry);
  }
  return documents;
}

function supplementSize({ record }: UnarchivedChange): readonly number[] {
  const change = JSON.parse(record) as ArchivedChange;
  return change.kind === 'supplement' ? [change.size] : [];
}

/** Entries whose receipts stand on the checkpoint of this size: the last before it, down to another checkpoint. */
async function entriesUnder(
  size: number,
  journal: JournalStore,
): Promise<readonly SequencedEntry[]> {
  const found: SequencedEntry[] = [];
  for (let end = size; end > 0; ) {
    const from = Math.max(0, end - 64);
    const page = await journal.entries(from, end - from);
    for (const entry of page.toReversed()) {
      const receipt = await journal.receipt(entry.id);
      if (receipt === undefined) continue;
      if (checkpointSize(receipt) !== size) return found;
      found.push(entry);
    }
    end = from;
  }
  return found;
}
