import type { Sha256 } from '../../formats/log/tree.ts';
import type { Archive } from '../ports/archive.ts';
import type {
  ArchivedChange,
  ArchivedChanges,
  ArchivedErasure,
  UnarchivedChange,
} from '../ports/metadata.ts';
import {
  readSegment,
  type Segment,
  type SegmentEntry,
  segmentFiles,
  segmentId,
} from './segment.ts';

/** By id of the entry: what stands in the log for the content that went. */
export type ErasedEntries = ReadonlyMap<string, Uint8Array>;

/** The entries whose content a commit has erased. */
export function erasuresIn(changes: readonly UnarchivedChange[]): ErasedEntries {
  const found = changes.flatMap(({ record }): readonly ArchivedErasure[] => {
    const change = JSON.parse(record) as ArchivedChange;
    return change.kind === 'changes' ? (change.changes.entryErasures ?? []) : [];
  });
  return new Map(
    found.map(({ entryId, commitment }) => [entryId, Buffer.from(commitment, 'base64')]),
  );
}

/** The segment without the content, salt and receipts of these entries; the rest, and what it names, stays. */
export function redacted(segment: Segment, erased: ErasedEntries): Segment {
  return {
    ...segment,
    changes: segment.changes.map(({ position, record }) => ({
      position,
      record: redactedRecord(record, erased),
    })),
    entries: segment.entries.map((entry) => redactedEntry(entry, erased)),
    receipts: segment.receipts.filter(({ entryId }) => !erased.has(entryId)),
  };
}

const NOTHING = new Uint8Array(0);

function redactedEntry(entry: SegmentEntry, erased: ErasedEntries): SegmentEntry {
  const commitment = erased.get(entry.id);
  return commitment === undefined ? entry : { ...entry, bytes: NOTHING, salt: NOTHING, commitment };
}

function redactedRecord(record: string, erased: ErasedEntries): string {
  const change = JSON.parse(record) as ArchivedChange;
  if (change.kind !== 'changes' || change.changes.entries === undefined) return record;
  const { entries } = change.changes;
  if (!entries.some(({ id }) => erased.has(id))) return record;
  const changes: ArchivedChanges = {
    ...change.changes,
    entries: entries.map((entry) =>
      erased.has(entry.id)
        ? { ...entry, actor: { participant: '', authentication: '' }, content: {}, receipt: false }
        : entry,
    ),
  };
  return JSON.stringify({ kind: 'changes', changes } satisfies ArchivedChange);
}

export interface RedactPorts {
  readonly archive: Archive;
  readonly sha256: Sha256;
}

/**
 * Takes erased content out of the segments that hold it, from the newest back: the entry is in one, the commit that
 * brought it in the same or one before. A segment keeps its `segment.json`, so that the chain holds.
 */
export async function redactSegments(
  erased: ErasedEntries,
  last: number,
  { archive, sha256 }: RedactPorts,
): Promise<void> {
  if (erased.size === 0) return;
  for (let number = last; number > 0; number -= 1) {
    const found = await readSegment(archive, number, sha256);
    if (found === undefined) continue; // a second copy that is behind gets it without
    const segment = {
      ...found,
      changes: found.changes.map(({ position, change }) => ({
        position,
        record: JSON.stringify(change),
      })),
    };
    if (!holds(segment, erased)) continue;
    const id = segmentId(number);
    const inventory = await archive.inventory(id);
    const created = inventory?.versions.get('v1')?.created ?? '';
    const message = 'without what was lawfully erased';
    const files = segmentFiles(redacted(segment, erased)).filter(
      ({ path }) => path !== 'segment.json',
    );
    const description = await archive.read(id, 'segment.json', Number.MAX_SAFE_INTEGER);
    await archive.replace(id, {
      created,
      message,
      files: [{ path: 'segment.json', content: description }, ...files],
    });
  }
}

function holds({ entries, changes, receipts }: Segment, erased: ErasedEntries): boolean {
  return (
    entries.some(({ id, commitment }) => commitment === undefined && erased.has(id)) ||
    receipts.some(({ entryId }) => erased.has(entryId)) ||
    changes.some(({ record }) => redactedRecord(record, erased) !== record)
  );
}
