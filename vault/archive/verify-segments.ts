import type { Algorithms } from '../../algorithms/registry.ts';
import type { Sha256 } from '../../formats/log/tree.ts';
import type { LogKey } from '../../verify/log/log-key.ts';
import { verifySegmentStatement } from '../../verify/log/verify-segment-statement.ts';
import type { ReadableArchive } from '../ports/archive.ts';
import type { RememberedHead } from '../ports/last-head.ts';
import { ArchiveError } from './archive-error.ts';
import { type DescribedSegment, describeSegment, segmentNote } from './describe-segment.ts';
import { type ReadSegment, readSegment } from './read-segment.ts';
import { entryErasures } from './redact-segment.ts';
import { segmentNumber } from './segment.ts';

export interface SegmentsPorts {
  readonly archive: ReadableArchive;
  readonly sha256: Sha256;
  readonly algorithms: Algorithms;
  /** Under which the journal's heads and segments were signed; given from outside. */
  readonly logKeys: readonly LogKey[];
  /** The last segment that was written (its number and the digest of it), kept elsewhere; absent: not known. */
  readonly lastSegment: RememberedHead | undefined;
}

/**
 * Reads the whole archive before anything is made of it, and holds every row to what the log's key has signed: each
 * segment is signed and names the digest of the one before, so that nobody without the key adds, changes, drops or
 * moves a row. Answers the digests of `segment.json`, in order. Rejects with ArchiveError that says where.
 */
export async function verifySegments(ports: SegmentsPorts): Promise<readonly string[]> {
  const digests: string[] = [];
  const unopened = new Map<string, number>();
  let last: LogKey | undefined;
  for (;;) {
    const number = digests.length + 1;
    const described = await describeSegment(ports.archive, number, ports.sha256);
    if (described === undefined) break;
    if (described.previous !== digests.at(-1)) {
      const why = `segment ${number} does not follow segment ${number - 1}`;
      throw new ArchiveError('broken-chain', why);
    }
    last = await signerOf(described, ports);
    const segment = await readAgain(described, ports);
    for (const id of segment.unopened) unopened.set(id, number);
    for (const { change } of segment.changes) {
      for (const { entryId } of entryErasures(change)) unopened.delete(entryId);
    }
    digests.push(segment.digest);
  }
  await refuseGap(digests.length + 1, ports.archive);
  refuseCompromised(last, digests.length);
  for (const [id, number] of unopened) {
    const why = `segment ${number}: entry ${id} is missing, and nobody has erased it`;
    throw new ArchiveError('damaged', why);
  }
  compareWithLast(digests, ports.lastSegment);
  return digests;
}

/** The whole of a segment of which this digest was seen. */
export async function readAgain(
  { number, digest }: Pick<DescribedSegment, 'number' | 'digest'>,
  { archive, sha256 }: Pick<SegmentsPorts, 'archive' | 'sha256'>,
): Promise<ReadSegment> {
  const segment = await readSegment(archive, number, sha256);
  if (segment?.digest === digest) return segment;
  throw new ArchiveError('damaged', `segment ${number} has changed while it was read`);
}

async function signerOf(
  { number, digest }: DescribedSegment,
  { archive, logKeys: keys, algorithms }: SegmentsPorts,
): Promise<LogKey> {
  const note = await segmentNote(archive, number);
  const verdict = await verifySegmentStatement(note, { number, digest }, { keys, algorithms });
  if (verdict.status === 'verified') return verdict.key;
  throw new ArchiveError(
    'wrong-log',
    `segment ${number} is not signed by the log: ${verdict.status}`,
  );
}

/** A segment that is missing in the middle is worse than one at the end: what follows it is told. */
async function refuseGap(number: number, archive: ReadableArchive): Promise<void> {
  for await (const id of archive.ids()) {
    const later = segmentNumber(id);
    if (later !== undefined && later > number) {
      const why = `segment ${number} is missing, segment ${later} is there`;
      throw new ArchiveError('broken-chain', why);
    }
  }
}

/** Segments under a key that fell are vouched for by a later one, which names their digests; the last has none. */
function refuseCompromised(key: LogKey | undefined, number: number): void {
  if (key?.compromised === undefined) return;
  const since = key.compromised.toISOString();
  const why = `the last segment, ${number}, is signed by a key that is compromised since ${since}`;
  throw new ArchiveError('wrong-log', why);
}

function compareWithLast(digests: readonly string[], last: RememberedHead | undefined): void {
  if (last === undefined) return;
  if (last.size > digests.length) {
    const missing = `segments ${digests.length + 1} to ${last.size}`;
    throw new ArchiveError('cut', `${missing} were written and are missing`);
  }
  if (digests[last.size - 1] !== last.root) {
    throw new ArchiveError('fork', `segment ${last.size} is another than was written`);
  }
}
