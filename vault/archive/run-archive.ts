import { failpoint } from '../../faults/failpoint.ts';
import type { Archive, KeyRing } from '../ports/archive.ts';
import type { KeptBlob } from '../ports/blob-keys.ts';
import type { Clock } from '../ports/clock.ts';
import type { LastHead } from '../ports/last-head.ts';
import type { ArchivedChange, UnarchivedChange } from '../ports/metadata.ts';
import { changedDocuments } from './changed-documents.ts';
import { type CheckEndPorts, checkEnd } from './check-end.ts';
import { describeSegment } from './describe-segment.ts';
import { documentFiles, documentObjectId } from './document-object.ts';
import { nextSegment, PAGE } from './next-segment.ts';
import {
  issuedIn,
  type PackageObjectPorts,
  packageFiles,
  packageObjectId,
} from './package-object.ts';
import { erasuresIn, redactSegments, withoutErased } from './redact-segment.ts';
import { type Segment, segmentId } from './segment.ts';
import { type SegmentWriting, segmentFiles } from './write-segment.ts';

export interface ArchivePorts extends PackageObjectPorts, SegmentWriting, CheckEndPorts {
  readonly archive: Archive;
  /** The second copy, from which goes what goes from the archive; absent: there is none. */
  readonly mirror?: Archive;
  readonly keyRing: KeyRing;
  readonly clock: Clock;
  /** The last segment that was written (its number and digest), where the archive's disk does not reach. */
  readonly lastSegment: LastHead;
}

/** The last segment that the archive has. */
export interface ArchiveEnd {
  readonly number: number;
  /** Entries of the journal that are archived. */
  readonly size: number;
  readonly digest?: string;
  /** Digest of the segment before. */
  readonly previous?: string;
  readonly positions: readonly number[];
}

export const EMPTY_ARCHIVE: ArchiveEnd = { number: 0, size: 0, positions: [] };

/** Finds the last segment: numbers are without a gap. */
export async function archiveEnd({
  archive,
  sha256,
}: Pick<ArchivePorts, 'archive' | 'sha256'>): Promise<ArchiveEnd> {
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
  await checkEnd(last, ports);
  // A run that ended behind the segment and before these lines; else the next one killed there would seem a fork.
  await remember(last, ports.lastSegment);
  if (last.positions.length > 0) await metadata.forgetArchived(last.positions);
  const segment = await nextSegment(last, ports);
  if (segment === undefined) return { end: last, more: false };
  for (const id of await changedDocuments(segment, ports)) await archiveDocument(id, ports);
  for (const id of segment.changes.flatMap(namingIn)) await keepKeys(id, ports);
  await redactCopies(erasuresIn(segment.changes), last.number, ports);
  await archivePackages(segment, ports);
  await archiveSegment(segment, ports);
  failpoint('archive/segment');
  const written = await describeSegment(ports.archive, segment.number, ports.sha256);
  if (written === undefined) throw new Error(`segment ${segment.number} is not there`);
  await remember(written, ports.lastSegment);
  failpoint('archive/remembered');
  await metadata.forgetArchived(written.positions);
  failpoint('archive/forgotten');
  const more = segment.changes.length === PAGE || segment.entries.length === PAGE;
  return { end: written, more };
}

/** Each copy by its own octets, the archive last: it is what a run that was interrupted begins again by. */
async function redactCopies(
  erased: ReadonlySet<string>,
  last: number,
  { archive, mirror }: ArchivePorts,
): Promise<void> {
  if (mirror !== undefined) await redactSegments(erased, last, { archive: mirror });
  await redactSegments(erased, last, { archive });
}

async function archiveSegment(segment: Segment, ports: ArchivePorts): Promise<void> {
  const files = await segmentFiles(segment, ports);
  await ports.archive.append(segmentId(segment.number), {
    created: ports.clock.now().toISOString(),
    message: `journal up to entry ${segment.size}`,
    files: withoutErased(files, erasuresIn(segment.changes)),
  });
}

async function remember(
  { number, digest }: Pick<ArchiveEnd, 'number' | 'digest'>,
  lastSegment: LastHead,
): Promise<void> {
  const known = await lastSegment.read();
  if (digest === undefined || known?.size === number) return;
  await lastSegment.write(known, { size: number, root: digest });
}

async function archivePackages({ changes }: Segment, ports: ArchivePorts): Promise<void> {
  for (const { record } of changes) {
    const change = JSON.parse(record) as ArchivedChange;
    const issued = issuedIn(change);
    if (issued === undefined) continue;
    await ports.archive.append(packageObjectId(issued.entry), {
      created: ports.clock.now().toISOString(),
      message: 'evidence package as issued',
      files: await packageFiles(issued, ports),
    });
  }
}

/** Documents that name more blobs than before, or of whose blobs a key was destroyed. */
function namingIn({ record }: UnarchivedChange): readonly string[] {
  const change = JSON.parse(record) as ArchivedChange;
  if (change.kind !== 'changes') return [];
  const { erasures = [], made } = change.changes;
  const named = erasures.flatMap(({ references }) => references);
  if (made !== undefined) named.push(made.version);
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
