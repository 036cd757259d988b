import { failpoint } from '../../faults/failpoint.ts';
import { checkpointSize } from '../../formats/evidence/receipt.ts';
import { parseCheckpoint } from '../../formats/log/checkpoint.ts';
import { parseNote } from '../../formats/log/note.ts';
import type { Sha256 } from '../../formats/log/tree.ts';
import type { SequencedEntry } from '../model/journal.ts';
import type { Archive, KeyRing } from '../ports/archive.ts';
import type { KeptBlob } from '../ports/blob-keys.ts';
import type { Clock } from '../ports/clock.ts';
import type { ArchivedChange, JournalStore, UnarchivedChange } from '../ports/metadata.ts';
import { documentFiles, documentObjectId } from './document-object.ts';
import {
  issuedIn,
  type PackageObjectPorts,
  packageFiles,
  packageObjectId,
} from './package-object.ts';
import { type ErasedEntries, erasuresIn, redacted, redactSegments } from './redact-segment.ts';
import {
  describeSegment,
  documentOf,
  type Segment,
  type SegmentEntry,
  segmentFiles,
  segmentId,
} from './segment.ts';

export interface ArchivePorts extends PackageObjectPorts {
  readonly archive: Archive;
  /** The second copy, from which goes what goes from the archive; absent: there is none. */
  readonly mirror?: Archive;
  readonly keyRing: KeyRing;
  readonly sha256: Sha256;
  readonly clock: Clock;
}

/** Commits and entries in one segment: bounds the memory of one step. */
const PAGE = 1000;

/** The last segment that the archive has. */
export interface ArchiveEnd {
  readonly number: number;
  /** Entries of the journal that are archived. */
  readonly size: number;
  readonly digest?: string;
  readonly positions: readonly number[];
}

export const EMPTY_ARCHIVE: ArchiveEnd = { number: 0, size: 0, positions: [] };

/** Finds the last segment: numbers are without a gap. */
export async function archiveEnd({ archive, sha256 }: ArchivePorts): Promise<ArchiveEnd> {
  const there = async (number: number) =>
    (await archive.inventory(segmentId(number))) !== undefined;
  let above = 1;
  while (await there(above)) above *= 2;
  let below = Math.floor(above / 2);
  while (above - below > 1) {
    const middle = Math.floor((above + below) / 2);
    if (await there(middle)) below = middle;
    else above = middle;
  }
  return (await describeSegment(archive, below, sha256)) ?? EMPTY_ARCHIVE;
}

/**
 * Writes everything that was committed and not archived when it looked: first the objects of the documents that
 * changed, then the segment that tells of it, and only then the database forgets. Wherever it is interrupted, the
 * next run goes on. What is committed meanwhile is for the next run, so that under load it ends too.
 */
export async function runArchive(end: ArchiveEnd, ports: ArchivePorts): Promise<ArchiveEnd> {
  let step = await archiveStep(end, ports);
  while (step.more) step = await archiveStep(step.end, ports);
  return step.end;
}

export interface ArchiveStep {
  readonly end: ArchiveEnd;
  /** The segment was full: there is more to be written at once. */
  readonly more: boolean;
}

/** One segment of it: who takes turns with others gives the turn away between two. */
export async function archiveStep(last: ArchiveEnd, ports: ArchivePorts): Promise<ArchiveStep> {
  const { metadata } = ports;
  // A run that ended between the segment and this line.
  if (last.positions.length > 0) await metadata.forgetArchived(last.positions);
  const segment = await nextSegment(last, ports);
  if (segment === undefined) return { end: last, more: false };
  for (const id of await changedDocuments(segment, ports)) await archiveDocument(id, ports);
  for (const id of segment.changes.flatMap(erasedIn)) await keepKeys(id, ports);
  await redactCopies(erasuresIn(segment.changes), last.number, ports);
  await archivePackages(segment, ports);
  await ports.archive.append(segmentId(segment.number), {
    created: ports.clock.now().toISOString(),
    message: `journal up to entry ${segment.size}`,
    files: segmentFiles(redacted(segment, erasuresIn(segment.changes))),
  });
  failpoint('archive/segment');
  const positions = segment.changes.map(({ position }) => position);
  await metadata.forgetArchived(positions);
  failpoint('archive/forgotten');
  const written = await describeSegment(ports.archive, segment.number, ports.sha256);
  if (written === undefined) throw new Error(`segment ${segment.number} is not there`);
  const more = segment.changes.length === PAGE || segment.entries.length === PAGE;
  return { end: written, more };
}

/** Each copy by its own octets, the archive last: it is what a run that was interrupted begins again by. */
async function redactCopies(
  erased: ErasedEntries,
  last: number,
  { archive, mirror, sha256 }: ArchivePorts,
): Promise<void> {
  if (mirror !== undefined) await redactSegments(erased, last, { archive: mirror, sha256 });
  await redactSegments(erased, last, { archive, sha256 });
}

async function nextSegment(last: ArchiveEnd, ports: ArchivePorts): Promise<Segment | undefined> {
  const { metadata } = ports;
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

/** Documents of which the journal tells something new, or whose receipts got a supplement. */
async function changedDocuments(
  { entries, changes }: Segment,
  { metadata: { journal } }: ArchivePorts,
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

async function archivePackages({ changes }: Segment, ports: ArchivePorts): Promise<void> {
  for (const { record } of changes) {
    const change = JSON.parse(record) as ArchivedChange;
    const issued = issuedIn(change);
    if (issued === undefined) continue;
    await ports.keyRing.put(issued.entry, await packageKeys(change, ports));
    await ports.archive.append(packageObjectId(issued.entry), {
      created: ports.clock.now().toISOString(),
      message: 'evidence package as issued',
      files: await packageFiles(issued, ports),
    });
  }
}

/** The keys of what was made for a package, as far as they are kept. */
async function packageKeys(
  change: ArchivedChange,
  { metadata }: ArchivePorts,
): Promise<readonly KeptBlob[]> {
  const keys: KeptBlob[] = [];
  for (const { id } of change.kind === 'changes' ? (change.changes.blobs ?? []) : []) {
    const found = await metadata.blobKeys.find(id);
    if (found?.state === 'kept') keys.push(found.blob);
  }
  return keys;
}

/** Documents of whose blobs a key was destroyed. */
function erasedIn({ record }: UnarchivedChange): readonly string[] {
  const change = JSON.parse(record) as ArchivedChange;
  if (change.kind !== 'changes') return [];
  const named = (change.changes.erasures ?? []).flatMap(({ references }) => references);
  return [...new Set(named.map(({ documentId }) => documentId))];
}

/** The ring holds the keys that the database holds, no more and no fewer. */
export async function keepKeys(
  documentId: string,
  { metadata, keyRing }: Pick<ArchivePorts, 'metadata' | 'keyRing'>,
): Promise<void> {
  const keys = new Map<string, KeptBlob>();
  for (const { number } of await metadata.versionsOf(documentId)) {
    for (const blob of await metadata.blobKeys.ofVersion({ documentId, number })) {
      keys.set(blob.id, blob);
    }
  }
  await keyRing.put(documentId, [...keys.values()]);
}

async function archiveDocument(id: string, ports: ArchivePorts): Promise<void> {
  const files = await documentFiles(id, ports);
  if (files === undefined) return;
  await keepKeys(id, ports);
  await ports.archive.append(documentObjectId(id), {
    created: ports.clock.now().toISOString(),
    message: 'state of the document in the journal',
    files,
  });
}
