import { toBase64 } from '../../formats/base64.ts';
import { parseCheckpoint } from '../../formats/log/checkpoint.ts';
import { parseNote } from '../../formats/log/note.ts';
import {
  type CompactRange,
  foldHashes,
  rootAt,
  type Sha256,
  subtreesOf,
} from '../../formats/log/tree.ts';
import type { SignedHead } from '../model/journal.ts';
import type { LastHead, RememberedHead } from '../ports/last-head.ts';
import type { JournalStore } from '../ports/metadata.ts';
import { JournalError } from './journal-error.ts';

/** The end of the log, checked: the next batch is appended to it. */
export interface LogState {
  readonly range: CompactRange;
  /** What LastHead holds: the head that was signed last. */
  readonly remembered: RememberedHead;
  /** Milliseconds of the last entry; before the first, minus infinity. */
  readonly lastTime: number;
}

export interface LogStores {
  readonly journal: JournalStore;
  readonly lastHead: LastHead;
  readonly sha256: Sha256;
  /** Origin of the log. */
  readonly origin: string;
}

/**
 * Reads the end of the log and proves that it extends the last head that was signed: recovery after a crash
 * between the database commit and LastHead, and the guard against a database restored from an old backup.
 * Rejects with JournalError.
 */
export async function loadState(stores: LogStores): Promise<LogState> {
  // LastHead first: another process may move both on meanwhile, and the database is never behind LastHead.
  const known = (await stores.lastHead.read()) ?? (await firstHead(stores));
  const head = await stores.journal.head();
  const size = head?.size ?? 0;
  const range = await readRange(stores, size);
  const hashes = range.nodes.map((node) => node.hash);
  const root = toBase64(await foldHashes(stores.sha256, hashes));
  if (head !== undefined) checkHead(head, root, stores.origin);
  await checkExtends(stores, known, size);
  const remembered = { size, root };
  if (known.size < size) await stores.lastHead.write(known, remembered);
  return { range, remembered, lastTime: await lastTimeOf(stores.journal, size) };
}

/** A log that has no entry yet remembers its empty tree, so that a missing LastHead is told from a new log. */
async function firstHead({ journal, lastHead, sha256 }: LogStores): Promise<RememberedHead> {
  const head = await journal.head();
  if (head !== undefined) {
    throw new JournalError(
      'last-head-missing',
      `the log has ${head.size} entries, but the last signed head is not known`,
    );
  }
  const empty = { size: 0, root: toBase64(await foldHashes(sha256, [])) };
  await lastHead.write(undefined, empty);
  return empty;
}

async function readRange({ journal }: LogStores, size: number): Promise<CompactRange> {
  const positions = subtreesOf(0, size);
  const hashes = await journal.nodes(positions);
  const nodes = positions.flatMap((position, at) => {
    const hash = hashes[at];
    return hash === undefined ? [] : [{ ...position, hash }];
  });
  return { size, nodes };
}

function checkHead(head: SignedHead, root: string, origin: string): void {
  const checkpoint = parseCheckpoint(parseNote(head.note).text);
  if (checkpoint.origin !== origin) {
    throw new JournalError('wrong-log', `the log is ${checkpoint.origin}, not ${origin}`);
  }
  const roots = [toBase64(head.root), toBase64(checkpoint.root)];
  if (checkpoint.size !== head.size || roots.some((each) => each !== root)) {
    throw new JournalError('damaged', `head of size ${head.size} does not fit the stored tree`);
  }
}

/** tlog-checkpoint: "A log MUST not sign any checkpoint which is inconsistent with any [it] signed". */
async function checkExtends(stores: LogStores, known: RememberedHead, size: number): Promise<void> {
  if (known.size > size) {
    throw new JournalError('fork', `size ${known.size} was signed, but the log has only ${size}`);
  }
  const read = stores.journal.nodes.bind(stores.journal);
  const root = toBase64(await rootAt(stores.sha256, read, known.size));
  if (root !== known.root) {
    throw new JournalError('fork', `another root was signed at size ${known.size}`);
  }
}

async function lastTimeOf(journal: JournalStore, size: number): Promise<number> {
  if (size === 0) return Number.NEGATIVE_INFINITY;
  const [last] = await journal.entries(size - 1, 1);
  if (last === undefined) throw new JournalError('damaged', `entry ${size - 1} is missing`);
  return Date.parse(last.time);
}
