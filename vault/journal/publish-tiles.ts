import { failpoint } from '../../faults/failpoint.ts';
import { equalBytes } from '../../formats/equal-bytes.ts';
import { committedLeaf, leafData } from '../../formats/evidence/entry.ts';
import { FormatError } from '../../formats/format-error.ts';
import { type Checkpoint, parseCheckpoint } from '../../formats/log/checkpoint.ts';
import { parseNote } from '../../formats/log/note.ts';
import {
  encodeBundle,
  TILE_WIDTH,
  type Tile,
  tileNodes,
  tilePath,
  tilesBetween,
} from '../../formats/log/tile.ts';
import { HASH_SIZE, rootAt, type Sha256 } from '../../formats/log/tree.ts';
import type { SequencedEntry } from '../model/journal.ts';
import type { LogFolder, ReadableLogFolder } from '../ports/log-folder.ts';
import type { JournalStore } from '../ports/metadata.ts';
import { cosignedNote } from './cosign-head.ts';

export interface PublishPorts {
  readonly journal: JournalStore;
  readonly folder: LogFolder;
  readonly sha256: Sha256;
}

/**
 * Writes the C2SP tlog-tiles files of the log that came after `published` entries: tiles and entry bundles
 * first, the checkpoint that needs them last. Answers the size that is published now.
 */
export async function publishTiles(published: number, ports: PublishPorts): Promise<number> {
  const head = await ports.journal.head();
  if (head === undefined) return 0;
  for (const tile of tilesBetween(published, head.size)) {
    await ports.folder.write(tilePath(tile), await tileBytes(tile, ports));
  }
  failpoint('publish/tiles');
  const note = await cosignedNote(head, ports.journal);
  await ports.folder.write('checkpoint', new TextEncoder().encode(note));
  return head.size;
}

/**
 * How many entries the folder holds, by its checkpoint; 0 when that is not of this log's history, so that everything
 * is written anew.
 */
export async function publishedSize({
  journal,
  folder,
  sha256,
}: PublishPorts & { readonly folder: ReadableLogFolder }): Promise<number> {
  const bytes = await folder.read('checkpoint');
  const head = await journal.head();
  if (bytes === undefined || head === undefined) return 0;
  const stored = checkpointIn(new TextDecoder().decode(bytes));
  const { origin } = parseCheckpoint(parseNote(head.note).text);
  if (stored?.origin !== origin || stored.size > head.size) return 0;
  const root = await rootAt(sha256, journal.nodes.bind(journal), stored.size);
  return equalBytes(root, stored.root) ? stored.size : 0;
}

function checkpointIn(note: string): Checkpoint | undefined {
  try {
    return parseCheckpoint(parseNote(note).text);
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}

/** The octets of one tile or entry bundle, for serving from the store too. */
export async function tileBytes(
  tile: Tile,
  { journal, sha256 }: Omit<PublishPorts, 'folder'>,
): Promise<Uint8Array> {
  const { level } = tile;
  if (level === 'entries') {
    const entries = await journal.entries(tile.index * TILE_WIDTH, tile.width);
    return encodeBundle(await Promise.all(entries.map((entry) => leafOf(sha256, entry))));
  }
  const hashes = await journal.nodes(tileNodes({ ...tile, level }));
  const bytes = new Uint8Array(hashes.length * HASH_SIZE);
  for (const [at, hash] of hashes.entries()) bytes.set(hash, at * HASH_SIZE);
  return bytes;
}

/** An entry that was erased stands in the log by what it was committed by. */
async function leafOf(sha256: Sha256, entry: SequencedEntry): Promise<Uint8Array> {
  return entry.erased ? committedLeaf(entry.erased.commitment) : leafData(sha256, entry);
}
