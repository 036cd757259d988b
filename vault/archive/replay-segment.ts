import { equalBytes } from '../../formats/equal-bytes.ts';
import { committedLeaf, leafData } from '../../formats/evidence/entry.ts';
import type { Checkpoint } from '../../formats/log/checkpoint.ts';
import { appendLeaves, type CompactRange, hashLeaf } from '../../formats/log/tree.ts';
import { verifyCheckpoint } from '../../verify/log/verify-checkpoint.ts';
import type { SequencedEntry, SignedHead } from '../model/journal.ts';
import type { ArchivedChange, EntryErasure, Metadata } from '../ports/metadata.ts';
import { ArchiveError } from './archive-error.ts';
import { changesWithKeys, keysOf } from './changes-with-keys.ts';
import { checkReceipts } from './check-receipts.ts';
import { type CommittedFacts, noteCommitted } from './due-jobs.ts';
import { issuedIn } from './package-object.ts';
import type { ReadSegment } from './read-segment.ts';
import type { RebuildPorts } from './rebuild.ts';
import { documentOf, type SegmentEntry } from './segment.ts';

/** What the segments have told so far. */
export interface Replayed extends CommittedFacts {
  range: CompactRange;
  head: SignedHead | undefined;
  /** Segments whose entries wait for a head. */
  waiting: ReadSegment[];
  /** They need the journal that comes after them. */
  readonly supplements: { readonly size: number; readonly base64: string }[];
  readonly entryErasures: EntryErasure[];
  readonly documents: Set<string>;
  readonly packages: Set<string>;
}

export const nothingReplayed = (): Replayed => ({
  range: { size: 0, nodes: [] },
  head: undefined,
  waiting: [],
  supplements: [],
  entryErasures: [],
  documents: new Set(),
  packages: new Set(),
  versions: new Map(),
  contracts: new Map(),
  erasedBlobs: new Set(),
});

/** Commits what was committed, and gives the journal the indexes, times, receipts and heads that it had. */
export async function replaySegment(
  segment: ReadSegment,
  state: Replayed,
  ports: RebuildPorts,
): Promise<void> {
  for (const { change } of segment.changes) {
    if (change.kind === 'supplement') state.supplements.push(change);
    else await commitAgain(change, state, ports);
    const issued = issuedIn(change);
    if (issued !== undefined) state.packages.add(issued.entry);
  }
  state.waiting.push(segment);
  if (segment.head !== undefined)
    await sequenceAgain({ ...segment, head: segment.head }, state, ports);
}

async function sequenceAgain(
  segment: ReadSegment & { readonly head: SignedHead },
  state: Replayed,
  ports: RebuildPorts,
): Promise<void> {
  const parts = state.waiting.splice(0);
  const entries = await Promise.all(parts.flatMap((each) => each.entries).map(withLeaf(ports)));
  const receipts = parts.flatMap((each) => each.receipts);
  await checkReceipts(entries, receipts, ports.sha256);
  const heads = parts
    .flatMap((each) => each.checkpoints)
    .filter((note) => note !== segment.head.note);
  for (const note of [...heads, segment.head.note]) {
    await sequenceUpTo(note, { segment, entries, receipts }, state, ports);
  }
  for (const entry of entries) {
    const id = documentOf(entry);
    if (id !== undefined) state.documents.add(id);
  }
  await forgetUnarchived(ports.metadata);
}

/** One batch for each head that was signed, so that each is known again. */
async function sequenceUpTo(
  note: string,
  facts: {
    readonly segment: ReadSegment & { readonly head: SignedHead };
    readonly entries: readonly SequencedEntry[];
    readonly receipts: ReadSegment['receipts'];
  },
  state: Replayed,
  ports: RebuildPorts,
): Promise<void> {
  const { number, head: last } = facts.segment;
  const { checkpoint, retired } = await verifiedHead(note, number, ports);
  const { size, root } = checkpoint;
  const expectedSize = state.range.size;
  const entries = facts.entries.filter(({ index }) => index >= expectedSize && index < size);
  const leaves = entries.map(({ leafHash }) => leafHash);
  const { nodes, range, root: made } = await appendLeaves(ports.sha256, state.range, leaves);
  if (range.size !== size || !equalBytes(root, made)) {
    const why = `segment ${number}: the entries up to ${size} are not those that were signed`;
    throw new ArchiveError('damaged', why);
  }
  const newest = entries.at(-1);
  if (retired !== undefined && newest !== undefined && new Date(newest.time) >= retired) {
    const why = `segment ${number}: a head over entry ${newest.index} is signed by a retired key`;
    throw new ArchiveError('wrong-log', why);
  }
  const ids = new Set(entries.map(({ id }) => id));
  const receipts = facts.receipts.filter(({ entryId }) => ids.has(entryId));
  // The seal of an earlier head stands in its receipts; the journal has that of the last one.
  const seal = last.note === note ? last.seal : new Uint8Array(0);
  const head = { size, root, note, seal };
  await ports.metadata.journal.sequence({ expectedSize, entries, nodes, head, receipts });
  state.range = range;
  state.head = head;
}

async function verifiedHead(
  note: string,
  number: number,
  { logKeys, algorithms }: RebuildPorts,
): Promise<{ readonly checkpoint: Checkpoint; readonly retired: Date | undefined }> {
  const verdict = await verifyCheckpoint(note, logKeys, algorithms);
  if (verdict.status !== 'verified') {
    throw new ArchiveError(
      'wrong-log',
      `segment ${number}: a head is not the log's: ${verdict.status}`,
    );
  }
  return { checkpoint: verdict.checkpoint, retired: verdict.key.retired };
}

const withLeaf =
  ({ sha256 }: RebuildPorts) =>
  async ({ commitment, ...entry }: SegmentEntry): Promise<SequencedEntry> => {
    if (commitment === undefined) {
      return { ...entry, leafHash: await hashLeaf(sha256, await leafData(sha256, entry)) };
    }
    // Its erasure is committed when all else is, and expects something to erase.
    const leafHash = await hashLeaf(sha256, committedLeaf(commitment));
    return { ...entry, salt: Uint8Array.of(0), leafHash };
  };

async function commitAgain(
  { changes }: Extract<ArchivedChange, { kind: 'changes' }>,
  state: Replayed,
  { metadata, keyRing }: RebuildPorts,
): Promise<void> {
  // Jobs are made anew for what is still to be done: those of then may be done.
  const { jobs: _jobs, entryErasures = [], ...kept } = changes;
  await metadata.commit(changesWithKeys(kept, await keysOf(kept, keyRing)));
  noteCommitted(kept, state);
  for (const { commitment, ...erasure } of entryErasures) {
    state.entryErasures.push({ ...erasure, commitment: Buffer.from(commitment, 'base64') });
  }
}

/** What was just committed came from the archive. */
export async function forgetUnarchived(metadata: Metadata): Promise<void> {
  for (;;) {
    const changes = await metadata.unarchived(1000);
    if (changes.length === 0) return;
    await metadata.forgetArchived(changes.map(({ position }) => position));
  }
}
