import type { Algorithms } from '../../algorithms/registry.ts';
import { toBase64 } from '../../formats/base64.ts';
import { equalBytes } from '../../formats/equal-bytes.ts';
import { committedLeaf, leafData } from '../../formats/evidence/entry.ts';
import { parseReceipt } from '../../formats/evidence/receipt.ts';
import { type Checkpoint, parseCheckpoint } from '../../formats/log/checkpoint.ts';
import { parseNote } from '../../formats/log/note.ts';
import {
  appendLeaves,
  type CompactRange,
  hashLeaf,
  rootAt,
  type Sha256,
} from '../../formats/log/tree.ts';
import { verifyInclusionProof } from '../../formats/log/verify-proofs.ts';
import type { LogKey } from '../../verify/log/log-key.ts';
import { verifyCheckpoint } from '../../verify/log/verify-checkpoint.ts';
import type { SequencedEntry, SignedHead } from '../model/journal.ts';
import type { KeyRing, ReadableArchive } from '../ports/archive.ts';
import type { RememberedHead } from '../ports/last-head.ts';
import type { ArchivedChange, Metadata, NewJob } from '../ports/metadata.ts';
import { changesWithKeys, keysOf } from './changes-with-keys.ts';
import { issuedIn } from './package-object.ts';
import { RebuildError } from './rebuild-error.ts';
import { documentOf, type ReadSegment, readSegment, type SegmentEntry } from './segment.ts';

export interface RebuildPorts {
  /** Empty. */
  readonly metadata: Metadata;
  readonly archive: ReadableArchive;
  readonly keyRing: KeyRing;
  readonly sha256: Sha256;
  readonly algorithms: Algorithms;
  /** Under which the journal's heads were signed; given from outside. */
  readonly logKeys: readonly LogKey[];
  /** The last head that was signed, from where no backup reaches; absent: not known. */
  readonly lastHead: RememberedHead | undefined;
  /** Told after each segment. */
  readonly progress?: (segment: number) => void;
}

export interface Rebuilt {
  readonly segments: number;
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
 * Makes the database again from the archive's segments alone: commits what was committed and gives the journal the
 * indexes, times, receipts and heads that it had. Every leaf, receipt and head is verified on the way. Rejects with
 * RebuildError for an archive that is damaged, of another log, or another history than the last head that was signed.
 */
export async function rebuild(ports: RebuildPorts): Promise<Rebuilt> {
  const state: State = {
    range: { size: 0, nodes: [] },
    waiting: [],
    supplements: [],
    documents: new Set(),
    packages: new Set(),
    head: undefined,
  };
  let number = 1;
  let previous: string | undefined;
  for (;;) {
    const segment = await readSegment(ports.archive, number, ports.sha256);
    if (segment === undefined) break;
    if (segment.previous !== previous) {
      throw new RebuildError(
        'broken-chain',
        `segment ${number} does not follow segment ${number - 1}`,
      );
    }
    await replay(segment, state, ports);
    ports.progress?.(number);
    previous = segment.digest;
    number += 1;
  }
  await refuseGap(number, ports.archive);
  await addSupplements(state, ports);
  await addJobs(state, ports);
  await forgetUnarchived(ports.metadata);
  const pending = await pendingIds(ports.metadata);
  const lost = await compareWithLastHead(state, ports);
  const { range, head, documents, packages } = state;
  return { segments: number - 1, size: range.size, head, documents, packages, pending, lost };
}

interface State {
  range: CompactRange;
  /** Segments whose entries wait for a head. */
  waiting: ReadSegment[];
  supplements: { readonly size: number; readonly base64: string }[];
  readonly documents: Set<string>;
  readonly packages: Set<string>;
  head: SignedHead | undefined;
  jobs?: readonly NewJob[];
}

/** A segment that is missing in the middle is worse than one at the end: what follows it is told. */
async function refuseGap(number: number, archive: RebuildPorts['archive']): Promise<void> {
  for await (const id of archive.ids()) {
    const later = /^urn:okno-vault:segment:(\d+)$/.exec(id)?.[1];
    if (later !== undefined && Number(later) > number) {
      throw new RebuildError(
        'broken-chain',
        `segment ${number} is missing, segment ${later} is there`,
      );
    }
  }
}

async function replay(segment: ReadSegment, state: State, ports: RebuildPorts): Promise<void> {
  const { metadata } = ports;
  for (const { change } of segment.changes) {
    if (change.kind === 'supplement') state.supplements.push(change);
    else await commitAgain(change, ports);
    const issued = issuedIn(change);
    if (issued !== undefined) state.packages.add(issued.entry);
  }
  state.waiting.push(segment);
  if (segment.head === undefined) return;
  const parts = state.waiting.splice(0);
  const entries = await Promise.all(parts.flatMap((each) => each.entries).map(withLeaf(ports)));
  const receipts = parts.flatMap((each) => each.receipts);
  await checkReceipts(entries, receipts, ports);
  const heads = parts
    .flatMap((each) => each.checkpoints)
    .filter((note) => note !== segment.head?.note);
  for (const note of [...heads, segment.head.note]) {
    await sequenceUpTo(note, { segment, entries, receipts }, state, ports);
  }
  for (const entry of entries) {
    const id = documentOf(entry);
    if (id !== undefined) state.documents.add(id);
  }
  await forgetUnarchived(metadata);
}

/** One batch for each head that was signed, so that each is known again. */
async function sequenceUpTo(
  note: string,
  facts: {
    readonly segment: ReadSegment;
    readonly entries: readonly SequencedEntry[];
    readonly receipts: ReadSegment['receipts'];
  },
  state: State,
  ports: RebuildPorts,
): Promise<void> {
  const { number, head: last } = facts.segment;
  const { size, root } = await verifiedHead(note, number, ports);
  const expectedSize = state.range.size;
  const entries = facts.entries.filter(({ index }) => index >= expectedSize && index < size);
  const {
    nodes,
    range,
    root: made,
  } = await appendLeaves(
    ports.sha256,
    state.range,
    entries.map(({ leafHash }) => leafHash),
  );
  if (range.size !== size || !equalBytes(root, made)) {
    throw new RebuildError(
      'damaged',
      `entries up to segment ${number} are not those that were signed`,
    );
  }
  const ids = new Set(entries.map(({ id }) => id));
  const receipts = facts.receipts.filter(({ entryId }) => ids.has(entryId));
  // The seal of an earlier head stands in its receipts; the journal has that of the last one.
  const seal = last?.note === note ? last.seal : new Uint8Array(0);
  const head = { size, root, note, seal };
  await ports.metadata.journal.sequence({ expectedSize, entries, nodes, head, receipts });
  state.range = range;
  state.head = head;
}

async function commitAgain(
  { changes }: Extract<ArchivedChange, { kind: 'changes' }>,
  { metadata, keyRing }: RebuildPorts,
): Promise<void> {
  // Jobs are made anew for what still waits: those of then were done long ago.
  const { jobs: _done, entryErasures, ...kept } = changes;
  const erasing = entryErasures?.map((each) => ({
    ...each,
    commitment: new Uint8Array(Buffer.from(each.commitment, 'base64')),
  }));
  await metadata.commit({
    ...changesWithKeys(kept, await keysOf(kept, keyRing)),
    ...(erasing === undefined ? {} : { entryErasures: erasing }),
  });
}

const withLeaf =
  ({ sha256 }: RebuildPorts) =>
  async ({ commitment, ...entry }: SegmentEntry): Promise<SequencedEntry> => {
    if (commitment === undefined) {
      return { ...entry, leafHash: await hashLeaf(sha256, await leafData(sha256, entry)) };
    }
    // Its erasure is committed in a later segment, as it was then, and expects something to erase.
    const leafHash = await hashLeaf(sha256, committedLeaf(commitment));
    return { ...entry, salt: Uint8Array.of(0), leafHash };
  };

async function verifiedHead(
  note: string,
  number: number,
  { logKeys, algorithms }: RebuildPorts,
): Promise<Checkpoint> {
  const verdict = await verifyCheckpoint(note, logKeys, algorithms);
  if (verdict.status === 'verified') return verdict.checkpoint;
  throw new RebuildError('wrong-log', `a head of segment ${number}: ${verdict.status}`);
}

/** A receipt is for ever: it must prove its entry under the checkpoint that it has. */
async function checkReceipts(
  entries: readonly SequencedEntry[],
  receipts: ReadSegment['receipts'],
  { sha256 }: RebuildPorts,
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
    if (!isOurs) throw new RebuildError('damaged', `receipt of entry ${entryId} does not prove it`);
  }
}

async function addSupplements(
  { supplements, range }: State,
  { metadata }: RebuildPorts,
): Promise<void> {
  for (const { size, base64 } of supplements) {
    if (size > range.size) continue; // of a head that is lost
    await metadata.journal.putSupplement(size, Buffer.from(base64, 'base64'));
  }
}

/** What still waits to be judged gets its job again, at once. */
async function addJobs(state: State, { metadata }: RebuildPorts): Promise<void> {
  const jobs: NewJob[] = [];
  for (const documentId of state.documents) {
    for (const { number, state: waits } of await metadata.versionsOf(documentId)) {
      if (waits !== 'pending') continue;
      const payload = JSON.stringify({ documentId, number });
      const id = `rebuilt-${documentId}-${number}`;
      jobs.push({ id, kind: 'judge-again', payload, runAt: new Date(0).toISOString() });
    }
  }
  await metadata.commit({ jobs });
}

/** What was just committed came from the archive. */
async function forgetUnarchived(metadata: Metadata): Promise<void> {
  for (;;) {
    const changes = await metadata.unarchived(1000);
    if (changes.length === 0) return;
    await metadata.forgetArchived(changes.map(({ position }) => position));
  }
}

async function pendingIds({ journal }: Metadata): Promise<readonly string[]> {
  return (await journal.pending(Number.MAX_SAFE_INTEGER)).map(({ id }) => id);
}

/** C2SP tlog-checkpoint: a log never signs what is inconsistent with what it signed. */
async function compareWithLastHead(
  { range }: State,
  { lastHead, metadata, sha256 }: RebuildPorts,
): Promise<Rebuilt['lost']> {
  if (lastHead === undefined) return undefined;
  if (lastHead.size > range.size) return { from: range.size, to: lastHead.size };
  const root = await rootAt(
    sha256,
    (positions) => metadata.journal.nodes(positions),
    lastHead.size,
  );
  if (toBase64(root) !== lastHead.root) {
    throw new RebuildError('fork', `another root was signed at size ${lastHead.size}`);
  }
  return undefined;
}
