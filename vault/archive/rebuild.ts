import { toBase64 } from '../../formats/base64.ts';
import { rootAt } from '../../formats/log/tree.ts';
import type { SignedHead } from '../model/journal.ts';
import type { KeyRing } from '../ports/archive.ts';
import type { RememberedHead } from '../ports/last-head.ts';
import type { Metadata } from '../ports/metadata.ts';
import { ArchiveError } from './archive-error.ts';
import { type DueJobsPorts, dueJobs } from './due-jobs.ts';
import {
  forgetUnarchived,
  nothingReplayed,
  type Replayed,
  replaySegment,
} from './replay-segment.ts';
import { readAgain, type SegmentsPorts, verifySegments } from './verify-segments.ts';

export interface RebuildPorts extends SegmentsPorts, DueJobsPorts {
  /** Empty. */
  readonly metadata: Metadata;
  readonly keyRing: KeyRing;
  /** The last head that was signed, from where no backup reaches; absent: not known. */
  readonly lastHead: RememberedHead | undefined;
  /** Told after each segment. */
  readonly progress?: (segment: number) => void;
}

export interface Rebuilt {
  readonly segments: number;
  /** SHA-256, hex, of the last segment's `segment.json`. */
  readonly lastSegment: string | undefined;
  /** Entries of the journal that are back. */
  readonly size: number;
  readonly head: SignedHead | undefined;
  /** Documents of which the journal tells. */
  readonly documents: ReadonlySet<string>;
  /** Journal entries of evidence packages that were issued. */
  readonly packages: ReadonlySet<string>;
  /** Actions that were committed and had no index yet: the service sequences them when it starts. */
  readonly pending: readonly string[];
  /** Entries that were signed and are not in the archive: first and one past the last. */
  readonly lost: { readonly from: number; readonly to: number } | undefined;
}

/**
 * Makes the database again from the archive's segments alone. First all of them are read and held to the log's
 * signatures; only then is something written. Every leaf, receipt and head is verified on the way. Rejects with
 * ArchiveError for an archive that is damaged, of another log, or another history than the last that was signed.
 */
export async function rebuild(ports: RebuildPorts): Promise<Rebuilt> {
  const digests = await verifySegments(ports);
  const state = nothingReplayed();
  for (const [before, digest] of digests.entries()) {
    const segment = await readAgain({ number: before + 1, digest }, ports);
    await replaySegment(segment, state, ports);
    ports.progress?.(segment.number);
  }
  await addSupplements(state, ports);
  await eraseAgain(state, ports);
  for await (const jobs of dueJobs(state, ports)) await ports.metadata.commit({ jobs });
  await forgetUnarchived(ports.metadata);
  const pending = await pendingIds(ports.metadata);
  const lost = await compareWithLastHead(state, ports);
  const { range, head, documents, packages } = state;
  return {
    ...{ segments: digests.length, lastSegment: digests.at(-1), size: range.size, head },
    ...{ documents, packages, pending, lost },
  };
}

async function addSupplements(
  { supplements, range }: Replayed,
  { metadata }: RebuildPorts,
): Promise<void> {
  for (const { size, base64 } of supplements) {
    if (size > range.size) continue; // of a head that is lost
    await metadata.journal.putSupplement(size, Buffer.from(base64, 'base64'));
  }
}

/** The journal must hold an entry before it can be erased from it. */
async function eraseAgain({ entryErasures }: Replayed, { metadata }: RebuildPorts): Promise<void> {
  for (const erasure of entryErasures) {
    const entry = await metadata.journal.entry(erasure.entryId);
    if (entry === undefined) continue; // of a head that is lost
    await metadata.commit({ entryErasures: [erasure] });
  }
}

async function pendingIds({ journal }: Metadata): Promise<readonly string[]> {
  return (await journal.pending(Number.MAX_SAFE_INTEGER)).map(({ id }) => id);
}

/** C2SP tlog-checkpoint: a log never signs what is inconsistent with what it signed. */
async function compareWithLastHead(
  { range }: Replayed,
  { lastHead, metadata, sha256 }: RebuildPorts,
): Promise<Rebuilt['lost']> {
  if (lastHead === undefined) return undefined;
  if (lastHead.size > range.size) return { from: range.size, to: lastHead.size };
  const { journal } = metadata;
  const root = await rootAt(sha256, (positions) => journal.nodes(positions), lastHead.size);
  if (toBase64(root) !== lastHead.root) {
    throw new ArchiveError('fork', `another root was signed at size ${lastHead.size}`);
  }
  return undefined;
}
