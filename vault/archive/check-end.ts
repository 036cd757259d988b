import type { Algorithms } from '../../algorithms/registry.ts';
import type { LogKey } from '../../verify/log/log-key.ts';
import { verifySegmentStatement } from '../../verify/log/verify-segment-statement.ts';
import type { ReadableArchive } from '../ports/archive.ts';
import type { LastHead } from '../ports/last-head.ts';
import { ArchiveError } from './archive-error.ts';
import { segmentNote } from './describe-segment.ts';
import type { ArchiveEnd } from './run-archive.ts';

export interface CheckEndPorts {
  readonly archive: Pick<ReadableArchive, 'inventory' | 'read'>;
  /** The last segment that was written (its number and digest), where the archive's disk does not reach. */
  readonly lastSegment: Pick<LastHead, 'read'>;
  /** Of the log: the one that signs, and those before it. */
  readonly logKeys: readonly LogKey[];
  readonly algorithms: Algorithms;
}

/**
 * The archive must end with the segment that was written last, or with the one after it, signed, when the process was
 * killed before it was remembered. Behind any other end nothing is written, and on its word the database forgets
 * nothing: a foreign segment could name rows that no archive holds. Rejects with ArchiveError.
 */
export async function checkEnd(end: ArchiveEnd, ports: CheckEndPorts): Promise<void> {
  const { number, digest, previous } = end;
  const known = await ports.lastSegment.read();
  const size = known?.size ?? 0;
  if (size > number) {
    throw new ArchiveError('cut', `the archive ends at segment ${number}, not at ${size}`);
  }
  const expected = size === number ? digest : previous;
  if (known !== undefined && (number > size + 1 || known.root !== expected)) {
    throw new ArchiveError('fork', `segment ${number} does not follow what was written`);
  }
  if (size < number) await requireSigned({ number, digest: digest ?? '' }, ports);
}

async function requireSigned(
  segment: { readonly number: number; readonly digest: string },
  { archive, logKeys: keys, algorithms }: CheckEndPorts,
): Promise<void> {
  const note = await segmentNote(archive, segment.number);
  const { status } = await verifySegmentStatement(note, segment, { keys, algorithms });
  if (status !== 'verified') {
    const why = `segment ${segment.number} is not signed by the log: ${status}`;
    throw new ArchiveError('wrong-log', why);
  }
}
