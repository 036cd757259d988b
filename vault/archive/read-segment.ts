import { fromBase64 } from '../../formats/base64.ts';
import { FormatError } from '../../formats/format-error.ts';
import { toHex } from '../../formats/hex.ts';
import type { Sha256 } from '../../formats/log/tree.ts';
import type { PendingEntry, SignedHead } from '../model/journal.ts';
import type { ArchivedChange } from '../ports/metadata.ts';
import { damagedSegment } from './archive-error.ts';
import {
  type DescribedSegment,
  describeSegment,
  FILE_LIMIT,
  parseJson,
  type Readable,
} from './describe-segment.ts';
import {
  type Openings,
  opened,
  openingsOf,
  type Reading,
  refuseUnused,
  requireText,
} from './openings.ts';
import {
  DESCRIPTION,
  type EntryLine,
  ERASABLE,
  NOTE,
  type ReceiptLine,
  type Segment,
  type SegmentEntry,
  segmentId,
} from './segment.ts';

/** Every line agrees with what `segment.json` names. */
export interface ReadSegment extends Omit<Segment, 'changes'> {
  readonly changes: readonly { readonly position: number; readonly change: ArchivedChange }[];
  readonly digest: string;
  /** Entries of which the content, or who did it, is not there: they must have been lawfully erased. */
  readonly unopened: ReadonlySet<string>;
}

/** A whole segment, whose signature was verified: its lines are the service's own. Undefined: there is none. Rejects with ArchiveError `damaged` that names file and line. */
export async function readSegment(
  archive: Readable,
  number: number,
  sha256: Sha256,
): Promise<ReadSegment | undefined> {
  const description = await describeSegment(archive, number, sha256);
  if (description === undefined) return undefined;
  const files = await filesOf(description, archive, sha256);
  const lines = (name: string) => linesOf(files.get(name), `${name} of segment ${number}`);
  const about = { number, sha256, unopened: new Set<string>() };
  const actions = openingsOf(lines(ERASABLE.actions), ERASABLE.actions, about);
  const changes = await rowsOf(lines('changes.jsonl') as StoredChange[], actions, about);
  refuseUnused(actions, ERASABLE.actions, number);
  const contents = openingsOf(lines(ERASABLE.contents), ERASABLE.contents, about);
  const entryLines = lines('entries.jsonl') as EntryLine[];
  const entries = await entriesOf(entryLines, contents, about);
  refuseUnused(contents, ERASABLE.contents, number);
  const receiptLines = lines(ERASABLE.receipts) as ReceiptLine[];
  const { positions, previous, size, digest } = description;
  return {
    ...{ number, size, digest, unopened: about.unopened, entries },
    ...(previous === undefined ? {} : { previous }),
    changes: changes.map((change, at) => ({ position: positions[at] ?? -1, change })),
    receipts: await receiptsOf(entryLines, receiptLines, about),
    checkpoints: lines('checkpoints.jsonl').map(String),
    ...headOf(files.get('head.json')),
  };
}

/** Every file of the object, those that never change held to their digests; one that is not told of is refused. */
async function filesOf(
  { number, files }: DescribedSegment,
  archive: Readable,
  sha256: Sha256,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const id = segmentId(number);
  const inventory = await archive.inventory(id);
  const names = [...(inventory?.versions.get(inventory.head)?.state.values() ?? [])].flat();
  const erasable: readonly string[] = Object.values(ERASABLE);
  const read = new Map<string, Uint8Array>();
  for (const name of names.filter((each) => each !== DESCRIPTION && each !== NOTE)) {
    const digest = Object.hasOwn(files, name) ? files[name] : undefined;
    if (digest === undefined && !erasable.includes(name)) {
      throw damagedSegment(number, `${name} is not of it`);
    }
    const bytes = await archive.read(id, name, FILE_LIMIT);
    if (digest !== undefined && toHex(await sha256(bytes)) !== digest) {
      throw damagedSegment(number, `${name} is not what was signed`);
    }
    read.set(name, bytes);
  }
  const missing = Object.keys(files).find((name) => !read.has(name));
  if (missing !== undefined) throw damagedSegment(number, `${missing} is missing`);
  return read;
}

type StoredEntry = Omit<PendingEntry, 'actor' | 'content'> & { readonly commitment: string };

type StoredChange =
  | Exclude<ArchivedChange, { kind: 'changes' }>
  | { readonly kind: 'changes'; readonly changes: { readonly entries?: readonly StoredEntry[] } };

async function rowsOf(
  rows: readonly StoredChange[],
  actions: Openings,
  about: Reading,
): Promise<readonly ArchivedChange[]> {
  const changes: ArchivedChange[] = [];
  for (const row of rows) {
    if (row.kind !== 'changes' || row.changes.entries === undefined) {
      changes.push(row as ArchivedChange);
      continue;
    }
    const entries: PendingEntry[] = [];
    for (const { commitment, ...entry } of row.changes.entries) {
      const found = await opened({ id: entry.id, commitment }, actions, about);
      entries.push(
        found === undefined
          ? { ...entry, actor: NOBODY, content: {}, receipt: false }
          : { ...entry, ...(JSON.parse(decode(found.bytes)) as typeof entry & Acted) },
      );
    }
    changes.push({ kind: 'changes', changes: { ...row.changes, entries } });
  }
  return changes;
}

type Acted = Pick<PendingEntry, 'actor' | 'content'>;

/** In the place of who did what is erased. */
const NOBODY = { participant: '', authentication: '' } as const;
const NOTHING = new Uint8Array(0);

async function entriesOf(
  lines: readonly EntryLine[],
  contents: Openings,
  about: Reading,
): Promise<readonly SegmentEntry[]> {
  const entries: SegmentEntry[] = [];
  for (const line of lines) {
    const { index, id, time, action } = line;
    const found = await opened(line, contents, about);
    const kept = found ?? {
      ...{ bytes: NOTHING, salt: NOTHING },
      commitment: fromBase64(line.commitment, 'commitment'),
    };
    entries.push({ index, id, time, action, ...kept });
  }
  return entries;
}

/** Exactly those that the entries name, but for entries whose content is not there. */
async function receiptsOf(
  entries: readonly EntryLine[],
  lines: readonly ReceiptLine[],
  { number, sha256, unopened }: Reading,
): Promise<Segment['receipts']> {
  const expected = new Map<string, string>();
  for (const { id, receipt } of entries) {
    if (receipt !== undefined && !unopened.has(id)) expected.set(id, receipt);
  }
  const receipts: { entryId: string; bytes: Uint8Array }[] = [];
  for (const line of lines) {
    requireText(line, ['entry', 'receipt'], { file: ERASABLE.receipts, number });
    const { entry, receipt } = line;
    const bytes = encode(receipt);
    if (toHex(await sha256(bytes)) !== expected.get(entry)) {
      throw damagedSegment(number, `receipt of entry ${entry} is not what was signed`);
    }
    expected.delete(entry);
    receipts.push({ entryId: entry, bytes });
  }
  const [missing] = expected.keys();
  if (missing !== undefined) throw damagedSegment(number, `receipt of entry ${missing} is missing`);
  return receipts;
}

function headOf(bytes: Uint8Array | undefined): { readonly head?: SignedHead } {
  if (bytes === undefined) return {};
  const json = parseJson(decode(bytes), 'head.json') as {
    readonly size: number;
    readonly root: string;
    readonly note: string;
    readonly seal: string;
  };
  const { size, note } = json;
  return {
    head: { size, root: fromBase64(json.root, 'root'), note, seal: fromBase64(json.seal, 'seal') },
  };
}

function linesOf(bytes: Uint8Array | undefined, what: string): readonly unknown[] {
  if (bytes === undefined) return [];
  const lines = decode(bytes).split('\n');
  if (lines.pop() !== '') throw new FormatError('malformed', { format: what, reason: 'is cut' });
  return lines.map((line, at) => parseJson(line, `${what}, line ${at + 1}`));
}

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
