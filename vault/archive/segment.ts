import { fromBase64, toBase64 } from '../../formats/base64.ts';
import { readEntry } from '../../formats/evidence/entry.ts';
import { FormatError } from '../../formats/format-error.ts';
import { toHex } from '../../formats/hex.ts';
import type { Sha256 } from '../../formats/log/tree.ts';
import type { SequencedEntry, SignedHead } from '../model/journal.ts';
import type { Archive, ArchiveFile } from '../ports/archive.ts';
import type { ArchivedChange, UnarchivedChange } from '../ports/metadata.ts';

/** What the database was told since the segment before: from these alone it can be made again. */
export interface Segment {
  /** From 1. */
  readonly number: number;
  /** SHA-256, hex, of `segment.json` of the segment before; absent in the first. */
  readonly previous?: string;
  readonly changes: readonly UnarchivedChange[];
  /** Consecutive entries of the journal, all committed in this segment or before. */
  readonly entries: readonly SegmentEntry[];
  readonly receipts: readonly { readonly entryId: string; readonly bytes: Uint8Array }[];
  /** Notes of the heads that were signed over these entries, the smallest first. */
  readonly checkpoints: readonly string[];
  /** Signed over all entries up to the last of this segment; absent: more follow first. */
  readonly head?: SignedHead;
  /** Entries of the journal up to and with this segment. */
  readonly size: number;
}

/** An entry whose content is lawfully gone has the commitment in its place. */
export type SegmentEntry = Omit<SequencedEntry, 'leafHash' | 'erased'> & {
  readonly commitment?: Uint8Array;
};

export interface ReadSegment extends Omit<Segment, 'changes'> {
  readonly changes: readonly { readonly position: number; readonly change: ArchivedChange }[];
  /** SHA-256, hex, of `segment.json`. */
  readonly digest: string;
}

export const segmentId = (number: number): string => `urn:okno-vault:segment:${number}`;

/** Number of a segment by the id of its object; undefined for other objects. */
export function segmentNumber(id: string): number | undefined {
  const digits = /^urn:okno-vault:segment:([1-9]\d{0,11})$/.exec(id)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

const FORMAT = 'okno-archive-segment/1';
/** Octets of one file of a segment. */
const FILE_LIMIT = 512 * 1024 * 1024;

/** The files of a segment's object: JSON Lines, so that they are read without this program. */
export function segmentFiles(segment: Segment): readonly ArchiveFile[] {
  const { number, previous, changes, entries, receipts, checkpoints, head, size } = segment;
  const description = {
    format: FORMAT,
    number,
    previous,
    size,
    positions: changes.map(({ position }) => position),
    entries: entries.length,
    receipts: receipts.length,
  };
  const text = (bytes: Uint8Array) => new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  const files: [string, string][] = [['segment.json', `${JSON.stringify(description, null, 1)}\n`]];
  const lines = (name: string, list: readonly string[]) => {
    if (list.length > 0) files.push([name, list.map((line) => `${line}\n`).join('')]);
  };
  lines(
    'changes.jsonl',
    changes.map(({ record }) => record),
  );
  lines(
    'entries.jsonl',
    entries.map(({ id, index, time, action, bytes, salt, commitment }) => {
      const kept =
        commitment === undefined
          ? { salt: toBase64(salt), entry: text(bytes) }
          : { commitment: toBase64(commitment) };
      return JSON.stringify({ index, id, time, action, ...kept });
    }),
  );
  lines(
    'receipts.jsonl',
    receipts.map(({ entryId, bytes }) => JSON.stringify({ entry: entryId, receipt: text(bytes) })),
  );
  lines(
    'checkpoints.jsonl',
    checkpoints.map((note) => JSON.stringify(note)),
  );
  if (head !== undefined) {
    const { root, note, seal } = head;
    const value = { size: head.size, root: toBase64(root), note, seal: toBase64(seal) };
    files.push(['head.json', `${JSON.stringify(value, null, 1)}\n`]);
  }
  return files.map(([path, content]) => ({ path, content: new TextEncoder().encode(content) }));
}

interface Description {
  readonly format: string;
  readonly number: number;
  readonly previous?: string;
  readonly size: number;
  readonly positions: readonly number[];
}

/** What `segment.json` says; undefined: there is no such segment. */
export async function describeSegment(
  archive: Pick<Archive, 'inventory' | 'read'>,
  number: number,
  sha256: Sha256,
): Promise<(Description & { readonly digest: string }) | undefined> {
  const id = segmentId(number);
  if ((await archive.inventory(id)) === undefined) return undefined;
  const bytes = await archive.read(id, 'segment.json', FILE_LIMIT);
  const value = JSON.parse(new TextDecoder().decode(bytes)) as Description;
  if (value.format !== FORMAT || value.number !== number) {
    throw new FormatError('unsupported', { format: id, reason: `format ${value.format}` });
  }
  return { ...value, digest: toHex(await sha256(bytes)) };
}

/** A whole segment, each file held to its digest; undefined: there is none. Nothing of the journal is verified. */
export async function readSegment(
  archive: Pick<Archive, 'inventory' | 'read'>,
  number: number,
  sha256: Sha256,
): Promise<ReadSegment | undefined> {
  const description = await describeSegment(archive, number, sha256);
  if (description === undefined) return undefined;
  const { previous, size, positions, digest } = description;
  const id = segmentId(number);
  const inventory = await archive.inventory(id);
  const names = [...(inventory?.versions.get(inventory.head)?.state.values() ?? [])].flat();
  const linesOf = async (name: string): Promise<readonly string[]> => {
    if (!names.includes(name)) return [];
    const text = new TextDecoder().decode(await archive.read(id, name, FILE_LIMIT));
    return text.split('\n').slice(0, -1);
  };
  const head = names.includes('head.json')
    ? headOf(await archive.read(id, 'head.json', FILE_LIMIT))
    : undefined;
  return {
    number,
    ...(previous === undefined ? {} : { previous }),
    size,
    digest,
    changes: (await linesOf('changes.jsonl')).map((line, at) => ({
      position: positions[at] ?? -1,
      change: JSON.parse(line) as ArchivedChange,
    })),
    entries: (await linesOf('entries.jsonl')).map(entryOf),
    receipts: (await linesOf('receipts.jsonl')).map(receiptOf),
    checkpoints: (await linesOf('checkpoints.jsonl')).map((line) => String(JSON.parse(line))),
    ...(head === undefined ? {} : { head }),
  };
}

const NOTHING = new Uint8Array(0);

function entryOf(line: string): SegmentEntry {
  const json = JSON.parse(line) as Pick<SequencedEntry, 'id' | 'index' | 'time' | 'action'> & {
    readonly salt?: string;
    readonly entry?: string;
    readonly commitment?: string;
  };
  const { index, id, time, action, salt = '', entry = '', commitment } = json;
  if (commitment !== undefined) {
    const erased = fromBase64(commitment, 'commitment');
    return { index, id, time, action, bytes: NOTHING, salt: NOTHING, commitment: erased };
  }
  const bytes = new TextEncoder().encode(entry);
  return { index, id, time, action, bytes, salt: fromBase64(salt, 'salt') };
}

function receiptOf(line: string) {
  const json = JSON.parse(line) as { readonly entry: string; readonly receipt: string };
  return { entryId: json.entry, bytes: new TextEncoder().encode(json.receipt) };
}

function headOf(bytes: Uint8Array): SignedHead {
  const json = JSON.parse(new TextDecoder().decode(bytes)) as Record<
    'root' | 'note' | 'seal',
    string
  > & {
    readonly size: number;
  };
  const { size, note } = json;
  return { size, root: fromBase64(json.root, 'root'), note, seal: fromBase64(json.seal, 'seal') };
}

/** The document that an entry changed; undefined: none, or somebody only looked at it. */
export function documentOf({
  action,
  bytes,
}: Pick<SequencedEntry, 'action' | 'bytes'>): string | undefined {
  if (!action.startsWith('document.') || action === 'document.read') return undefined;
  if (bytes.length === 0) return undefined; // its content is lawfully gone
  const { content } = readEntry(JSON.parse(new TextDecoder().decode(bytes)));
  const id = content['document'];
  return typeof id === 'string' ? id : undefined;
}
