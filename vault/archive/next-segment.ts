import { parseCheckpoint } from '../../formats/log/checkpoint.ts';
import { parseNote } from '../../formats/log/note.ts';
import type { SequencedEntry } from '../model/journal.ts';
import type { JournalStore, Metadata } from '../ports/metadata.ts';
import type { ArchiveEnd } from './run-archive.ts';
import type { Segment, SegmentEntry } from './segment.ts';

/** Commits and entries in one segment: bounds the memory of one step. */
export const PAGE = 1000;

/** What was committed and sequenced after the last segment; undefined: nothing. */
export async function nextSegment(
  last: ArchiveEnd,
  { metadata }: { readonly metadata: Metadata },
): Promise<Segment | undefined> {
  // The head first: whatever it covers was committed before, and is among the changes that are read after it.
  const head = await metadata.journal.head();
  const changes = await metadata.unarchived(PAGE);
  const complete = changes.length < PAGE;
  const target = complete ? Math.min(head?.size ?? 0, last.size + PAGE) : last.size;
  const count = Math.max(0, target - last.size);
  if (changes.length === 0 && count === 0) return undefined;
  const entries = count === 0 ? [] : await metadata.journal.entries(last.size, count);
  const size = last.size + entries.length;
  const checkpoints =
    entries.length === 0 ? [] : await metadata.journal.checkpoints(last.size, PAGE);
  return {
    number: last.number + 1,
    ...(last.digest === undefined ? {} : { previous: last.digest }),
    changes,
    entries: entries.map(segmentEntry),
    checkpoints: checkpoints.filter((note) => sizeOf(note) <= size),
    receipts: await receiptsOf(entries, metadata.journal),
    ...(head !== undefined && head.size === size && entries.length > 0 ? { head } : {}),
    size,
  };
}

function segmentEntry({ erased, ...sequenced }: SequencedEntry): SegmentEntry {
  const { id, index, time, action, bytes, salt } = sequenced;
  const entry = { id, index, time, action, bytes, salt };
  return erased === undefined ? entry : { ...entry, commitment: erased.commitment };
}

const sizeOf = (note: string) => parseCheckpoint(parseNote(note).text).size;

async function receiptsOf(entries: readonly SequencedEntry[], journal: JournalStore) {
  const receipts: { entryId: string; bytes: Uint8Array }[] = [];
  for (const { id } of entries) {
    const bytes = await journal.receipt(id);
    if (bytes !== undefined) receipts.push({ entryId: id, bytes });
  }
  return receipts;
}
