import { failpoint } from '../../faults/failpoint.ts';
import { toBase64 } from '../../formats/base64.ts';
import {
  encodeEntry,
  type JournalEntry,
  journalEntry,
  leafData,
  SALT_SIZE,
} from '../../formats/evidence/entry.ts';
import { encodeReceipt } from '../../formats/evidence/receipt.ts';
import { FormatError } from '../../formats/format-error.ts';
import { formatCheckpoint } from '../../formats/log/checkpoint.ts';
import { inclusionProof } from '../../formats/log/proofs.ts';
import {
  type AppendedLeaves,
  appendLeaves,
  hashLeaf,
  type ReadNodes,
  type Sha256,
  type TreeNode,
} from '../../formats/log/tree.ts';
import type { PendingEntry, SequencedEntry, SignedHead } from '../model/journal.ts';
import type { NewJob, SequencedBatch } from '../ports/metadata.ts';
import type { LogState } from './log-state.ts';
import type { NoteSigner } from './note-signer.ts';

export interface BatchMakers {
  readonly sha256: Sha256;
  readonly signer: NoteSigner;
  /** The operator's seal: CMS detached signature over exactly these octets. */
  readonly seal: (noteText: Uint8Array, time: Date) => Promise<Uint8Array>;
  /** `length` random octets from a cryptographic source. */
  readonly random: (length: number) => Uint8Array;
  /** Jobs about a new head, committed with it; absent: none. */
  readonly jobs?: (head: SignedHead, time: Date) => readonly NewJob[];
}

export interface MadeBatch {
  readonly batch: SequencedBatch;
  readonly next: LogState;
}

interface Made {
  readonly pending: PendingEntry;
  readonly entry: JournalEntry;
  readonly sequenced: SequencedEntry;
}

/** Gives the pending entries index and legal time, and makes head and receipts; stores nothing. */
export async function makeBatch(
  makers: BatchMakers,
  state: LogState,
  pending: readonly PendingEntry[],
  time: Date,
): Promise<MadeBatch> {
  const made: Made[] = [];
  for (const each of pending) {
    made.push(await makeEntry(makers, each, state.range.size + made.length, time));
  }
  const leaves = made.map(({ sequenced }) => sequenced.leafHash);
  const appended = await appendLeaves(makers.sha256, state.range, leaves);
  const head = await signHead(makers, appended, time);
  const known = [...state.range.nodes, ...appended.nodes];
  const receipts = await makeReceipts(makers.sha256, made, head, known);
  const batch = {
    expectedSize: state.range.size,
    entries: made.map(({ sequenced }) => sequenced),
    nodes: appended.nodes,
    head,
    receipts,
    // A checkpoint on which no receipt stands needs no proof of its own: the next one covers it.
    jobs: receipts.length === 0 ? [] : (makers.jobs?.(head, time) ?? []),
  };
  const remembered = { size: head.size, root: toBase64(head.root) };
  return { batch, next: { range: appended.range, remembered, lastTime: time.getTime() } };
}

async function makeEntry(
  { sha256, random }: BatchMakers,
  pending: PendingEntry,
  index: number,
  time: Date,
): Promise<Made> {
  const { entry, bytes } = encodeAction(pending, time);
  const salt = random(SALT_SIZE);
  const leafHash = await hashLeaf(sha256, await leafData(sha256, { salt, bytes }));
  const { id, action } = pending;
  const sequenced = { id, index, time: entry.time, action, bytes, salt, leafHash };
  return { pending, entry, sequenced };
}

/**
 * What cannot be written canonically (a fraction, a lone surrogate from a client's JSON) is kept as JSON text:
 * one strange entry must neither be lost nor stop the journal.
 */
function encodeAction(
  pending: PendingEntry,
  time: Date,
): { entry: JournalEntry; bytes: Uint8Array } {
  const { action, paragraph, content } = pending;
  const entry = journalEntry({ action, paragraph, content, actor: { ...pending.actor } }, time);
  try {
    return { entry, bytes: encodeEntry(entry) };
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    const asText = {
      ...entry,
      actor: { json: JSON.stringify(entry.actor) },
      content: { json: JSON.stringify(entry.content) },
    };
    return { entry: asText, bytes: encodeEntry(asText) };
  }
}

async function signHead(
  { signer, seal }: BatchMakers,
  { range, root }: AppendedLeaves,
  time: Date,
): Promise<SignedHead> {
  const text = formatCheckpoint({ origin: signer.name, size: range.size, root });
  const note = await signer.sign(text);
  failpoint('sequence/signed');
  const sealed = await seal(new TextEncoder().encode(text), time);
  failpoint('sequence/sealed');
  return { size: range.size, root, note, seal: sealed };
}

async function makeReceipts(
  sha256: Sha256,
  made: readonly Made[],
  head: SignedHead,
  known: readonly TreeNode[],
): Promise<SequencedBatch['receipts']> {
  const read = readerOf(known);
  const receipts: { entryId: string; bytes: Uint8Array }[] = [];
  for (const { pending, entry, sequenced } of made) {
    if (!pending.receipt) continue;
    const { index, salt } = sequenced;
    const path = await inclusionProof(sha256, read, { index, size: head.size });
    const proof = { index, path, checkpoint: head.note };
    const bytes = encodeReceipt({ entry, proof, salt, seal: head.seal });
    receipts.push({ entryId: pending.id, bytes });
  }
  return receipts;
}

/** New leaves' proofs need only new nodes and the old tree's edge: nothing is read from the store. */
function readerOf(nodes: readonly TreeNode[]): ReadNodes {
  const hashes = new Map(nodes.map(({ level, index, hash }) => [`${level}/${index}`, hash]));
  return async (positions) =>
    positions.map(({ level, index }) => {
      const hash = hashes.get(`${level}/${index}`);
      if (hash === undefined) throw new RangeError(`no node ${level}/${index} at the edge`);
      return hash;
    });
}
