import { readEntry } from '../../formats/evidence/entry.ts';
import type { SequencedEntry, SignedHead } from '../model/journal.ts';
import type { UnarchivedChange } from '../ports/metadata.ts';

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

export const segmentId = (number: number): string => `urn:okno-vault:segment:${number}`;

/** Number of a segment by the id of its object; undefined for other objects. */
export function segmentNumber(id: string): number | undefined {
  const digits = /^urn:okno-vault:segment:([1-9]\d{0,11})$/.exec(id)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** Version of the form that layout.md describes. */
export const SEGMENT_FORMAT = 'okno-archive-segment/1';

/** What a segment is signed by, and what is signed: the latter names the digests of all files that never change. */
export const NOTE = 'segment.note';
export const DESCRIPTION = 'segment.json';

/** Files whose lines, each about one entry, go when that is lawfully erased; lines of other files commit to them. */
export const ERASABLE = {
  /** Who did what, as the commit said it. */
  actions: 'actions.jsonl',
  /** The entries as the journal has them. */
  contents: 'contents.jsonl',
  receipts: 'receipts.jsonl',
} as const;

/** A line of `actions.jsonl` and `contents.jsonl`: SHA-256(salt ‖ text) stands elsewhere. */
export interface OpeningLine {
  /** Id of the entry. */
  readonly entry: string;
  /** Base64. */
  readonly salt: string;
  readonly text: string;
}

export interface ReceiptLine {
  readonly entry: string;
  readonly receipt: string;
}

/** A line of `entries.jsonl`. */
export interface EntryLine {
  readonly index: number;
  readonly id: string;
  readonly time: string;
  readonly action: SequencedEntry['action'];
  /** Base64: SHA-256(salt ‖ entry), to which the leaf commits too. */
  readonly commitment: string;
  /** SHA-256, hex, of the receipt; absent: none was made, or the entry was erased before. */
  readonly receipt?: string;
}

/** `segment.json`. */
export interface SegmentDescription {
  readonly format: string;
  readonly number: number;
  readonly previous?: string;
  readonly size: number;
  readonly positions: readonly number[];
  /** SHA-256, hex, of every file that is not erasable, by name. */
  readonly files: Readonly<Record<string, string>>;
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
