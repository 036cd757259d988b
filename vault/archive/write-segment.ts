import { toBase64 } from '../../formats/base64.ts';
import { commitmentOf, SALT_SIZE } from '../../formats/evidence/entry.ts';
import { toHex } from '../../formats/hex.ts';
import { formatSegmentStatement } from '../../formats/log/segment-statement.ts';
import type { Sha256 } from '../../formats/log/tree.ts';
import type { NoteSigner } from '../journal/note-signer.ts';
import type { PendingEntry } from '../model/journal.ts';
import type { ArchiveFile } from '../ports/archive.ts';
import type { ArchivedChange } from '../ports/metadata.ts';
import {
  DESCRIPTION,
  type EntryLine,
  ERASABLE,
  NOTE,
  type OpeningLine,
  type ReceiptLine,
  SEGMENT_FORMAT,
  type Segment,
  type SegmentDescription,
  type SegmentEntry,
} from './segment.ts';

export interface SegmentWriting {
  readonly sha256: Sha256;
  /** The log's key: what it has not signed, no rebuild believes. */
  readonly signer: Pick<NoteSigner, 'name' | 'sign'>;
  readonly random: (length: number) => Uint8Array;
}

/** The files of a segment's object: JSON Lines, so that they are read without this program. */
export async function segmentFiles(
  segment: Segment,
  { sha256, signer, random }: SegmentWriting,
): Promise<readonly ArchiveFile[]> {
  const actions: OpeningLine[] = [];
  const changes: string[] = [];
  for (const { record } of segment.changes) {
    const row = await rowOf(JSON.parse(record) as ArchivedChange, { sha256, random });
    changes.push(row.line);
    actions.push(...row.actions);
  }
  const receipts = segment.receipts.map(receiptLine);
  const fixed = new Map<string, Uint8Array>([
    ...linesFile('changes.jsonl', changes),
    ...linesFile('entries.jsonl', await entryLines(segment, sha256)),
    ...linesFile('checkpoints.jsonl', segment.checkpoints.map(jsonLine)),
    ...headFile(segment),
  ]);
  const description = encode(jsonFile(await describe(segment, fixed, sha256)));
  const digest = toHex(await sha256(description));
  const { number } = segment;
  const note = await signer.sign(formatSegmentStatement({ origin: signer.name, number, digest }));
  const files = [
    [DESCRIPTION, description] as const,
    [NOTE, encode(note)] as const,
    ...fixed,
    ...linesFile(ERASABLE.actions, actions.map(jsonLine)),
    ...linesFile(ERASABLE.contents, segment.entries.flatMap(contentLine).map(jsonLine)),
    ...linesFile(ERASABLE.receipts, receipts.map(jsonLine)),
  ];
  return files.map(([path, content]) => ({ path, content }));
}

async function describe(
  { number, previous, size, changes }: Segment,
  fixed: ReadonlyMap<string, Uint8Array>,
  sha256: Sha256,
): Promise<SegmentDescription> {
  const files: Record<string, string> = {};
  for (const [name, content] of fixed) files[name] = toHex(await sha256(content));
  return {
    format: SEGMENT_FORMAT,
    number,
    ...(previous === undefined ? {} : { previous }),
    size,
    positions: changes.map(({ position }) => position),
    files,
  };
}

/** Who did what stands apart from the row, which only commits to it: it can be erased, and the row stays as signed. */
async function rowOf(
  change: ArchivedChange,
  { sha256, random }: Pick<SegmentWriting, 'sha256' | 'random'>,
): Promise<{ readonly line: string; readonly actions: readonly OpeningLine[] }> {
  if (change.kind !== 'changes' || change.changes.entries === undefined) {
    return { line: jsonLine(change), actions: [] };
  }
  const entries: object[] = [];
  const actions: OpeningLine[] = [];
  for (const { actor, content, ...entry } of change.changes.entries) {
    const text = JSON.stringify({ actor, content } satisfies Partial<PendingEntry>);
    const salt = random(SALT_SIZE);
    const commitment = await commitmentOf(sha256, { salt, bytes: encode(text) });
    entries.push({ ...entry, commitment: toBase64(commitment) });
    actions.push({ entry: entry.id, salt: toBase64(salt), text });
  }
  const changes = { ...change.changes, entries };
  return { line: jsonLine({ kind: 'changes', changes }), actions };
}

async function entryLines(
  { entries, receipts }: Segment,
  sha256: Sha256,
): Promise<readonly string[]> {
  const digests = new Map<string, string>();
  for (const { entryId, bytes } of receipts) digests.set(entryId, toHex(await sha256(bytes)));
  const lines: string[] = [];
  for (const entry of entries) {
    const { index, id, time, action } = entry;
    const commitment = toBase64(entry.commitment ?? (await commitmentOf(sha256, entry)));
    const receipt = digests.get(id);
    const line: EntryLine = { index, id, time, action, commitment };
    lines.push(jsonLine(receipt === undefined ? line : { ...line, receipt }));
  }
  return lines;
}

function contentLine({ id, bytes, salt, commitment }: SegmentEntry): readonly OpeningLine[] {
  return commitment === undefined ? [{ entry: id, salt: toBase64(salt), text: decode(bytes) }] : [];
}

const receiptLine = ({ entryId, bytes }: Segment['receipts'][number]): ReceiptLine => ({
  entry: entryId,
  receipt: decode(bytes),
});

function headFile({ head }: Segment): readonly (readonly [string, Uint8Array])[] {
  if (head === undefined) return [];
  const { size, root, note, seal } = head;
  const value = { size, root: toBase64(root), note, seal: toBase64(seal) };
  return [['head.json', encode(jsonFile(value))]];
}

/** No file where there are no lines. */
function linesFile(
  name: string,
  lines: readonly string[],
): readonly (readonly [string, Uint8Array])[] {
  return lines.length === 0 ? [] : [[name, encode(lines.map((line) => `${line}\n`).join(''))]];
}

const jsonLine = (value: unknown): string => JSON.stringify(value);
const jsonFile = (value: object): string => `${JSON.stringify(value, null, 1)}\n`;
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array): string =>
  new TextDecoder('utf-8', { fatal: true }).decode(bytes);
