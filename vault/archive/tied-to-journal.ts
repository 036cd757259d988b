import type { Algorithms } from '../../algorithms/registry.ts';
import { equalBytes } from '../../formats/equal-bytes.ts';
import { FormatError } from '../../formats/format-error.ts';
import { toHex } from '../../formats/hex.ts';
import type { Sha256 } from '../../formats/log/tree.ts';
import type { OcflInventory } from '../../formats/ocfl/inventory.ts';
import type { LogKey } from '../../verify/log/log-key.ts';
import { verifySegmentStatement } from '../../verify/log/verify-segment-statement.ts';
import type { ArchiveFile, ReadableArchive } from '../ports/archive.ts';
import { ArchiveError } from './archive-error.ts';
import { describeSegment, segmentNote } from './describe-segment.ts';
import { type DocumentPorts, documentFiles, RECORD } from './document-object.ts';
import { type PackageTiePorts, packageTied } from './package-tied.ts';
import { readSegment } from './read-segment.ts';
import { type SegmentEntry, segmentId, segmentNumber } from './segment.ts';
import { sha256At } from './sha256-at.ts';

/** What is to be put in place, readable by the logical paths of its newest version. */
type Content = Pick<ReadableArchive, 'inventory' | 'read'>;

export interface TiePorts extends DocumentPorts, PackageTiePorts {
  readonly sha256: Sha256;
  /** The archive that is mended: its other segments are links of the same chain. */
  readonly archive: Content;
  readonly algorithms: Algorithms;
  /** Under which the journal's heads and segments were signed. */
  readonly logKeys: readonly LogKey[];
}

/**
 * Whether an object of a copy is what the journal tells, so that it may take the place of one whose own inventory is lost:
 * true, or why not. An object that is older than the journal is not: it would bring back a state that has passed.
 */
export async function tiedToJournal(
  inventory: OcflInventory,
  content: Content,
  ports: TiePorts,
): Promise<true | string> {
  const { id } = inventory;
  const number = segmentNumber(id);
  if (number !== undefined) {
    return segmentTied(number, content, ports).catch((error: unknown) => {
      if (error instanceof ArchiveError || error instanceof FormatError) return error.message;
      throw error;
    });
  }
  const document = /^urn:uuid:(.+)$/.exec(id)?.[1];
  if (document !== undefined) return documentTied(document, inventory, ports);
  const entry = /^urn:okno-vault:package:(.+)$/.exec(id)?.[1];
  if (entry !== undefined) return packageTied(entry, { inventory, content }, ports);
  return `the journal knows no object ${id}`;
}

async function documentTied(
  document: string,
  inventory: OcflInventory,
  ports: TiePorts,
): Promise<true | string> {
  const expected = await documentFiles(document, ports);
  if (expected === undefined) return `the journal knows no document ${document}`;
  for (const file of expected) {
    if (file.path === RECORD) continue; // it tells of the contract and the participants as of its writing
    const sha256 = await digestOf(file, ports.sha256);
    if (sha256At(inventory, file.path) !== sha256)
      return `it is older than the journal, or another: ${file.path} is not what the journal tells`;
  }
  return true;
}

async function digestOf({ content, sha256 }: ArchiveFile, hash: Sha256): Promise<string> {
  if (sha256 !== undefined) return sha256;
  return content instanceof Uint8Array ? toHex(await hash(content)) : '';
}

/** Its entries are the journal's, the log's key has signed it, and the neighbours that are there are links of one chain. */
async function segmentTied(
  number: number,
  content: Content,
  { archive, metadata, sha256, algorithms, logKeys: keys }: TiePorts,
): Promise<true | string> {
  const id = segmentId(number);
  const described = await describeSegment(content, number, sha256);
  if (described === undefined) return `${id} is not there`;
  const { digest } = described;
  const note = await segmentNote(content, number);
  const verdict = await verifySegmentStatement(note, { number, digest }, { keys, algorithms });
  if (verdict.status !== 'verified') return `${id} is not signed by the log: ${verdict.status}`;
  const segment = await readSegment(content, number, sha256); // its lines are the service's own
  if (segment === undefined) return `${id} is not there`;
  const first = segment.entries[0]?.index ?? 0;
  const entries = await metadata.journal.entries(first, segment.entries.length);
  for (const [at, entry] of segment.entries.entries()) {
    const known = entries[at];
    if (known === undefined || !isSameEntry(entry, known))
      return `entry ${entry.index} of ${id} is not what the journal holds`;
  }
  const before = await describeSegment(archive, number - 1, sha256).catch(() => undefined);
  const after = await describeSegment(archive, number + 1, sha256).catch(() => undefined);
  const follows = before === undefined || segment.previous === before.digest;
  const leads = after === undefined || after.previous === digest;
  if (!follows || !leads) return `${id} does not fit in the chain of segments`;
  // Whoever has the key that fell signs what he likes; the segment after it was signed when this one was the last.
  if (verdict.key.compromised !== undefined && after === undefined)
    return `${id} is signed by a key that is compromised, and no later segment vouches for it`;
  return true;
}

/** What was lawfully erased stands there as its commitment: a copy that still has it brings nothing back. */
function isSameEntry(
  one: SegmentEntry,
  known: Awaited<ReturnType<TiePorts['metadata']['journal']['entries']>>[number],
): boolean {
  if (one.id !== known.id || one.index !== known.index || one.time !== known.time) return false;
  if (known.erased !== undefined)
    return one.commitment !== undefined && equalBytes(one.commitment, known.erased.commitment);
  return equalBytes(one.bytes, known.bytes) && equalBytes(one.salt, known.salt);
}
