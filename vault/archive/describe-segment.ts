import { FormatError } from '../../formats/format-error.ts';
import { toHex } from '../../formats/hex.ts';
import type { Sha256 } from '../../formats/log/tree.ts';
import type { ReadableArchive } from '../ports/archive.ts';
import { damagedSegment } from './archive-error.ts';
import {
  DESCRIPTION,
  NOTE,
  SEGMENT_FORMAT,
  type SegmentDescription,
  segmentId,
} from './segment.ts';

export type Readable = Pick<ReadableArchive, 'inventory' | 'read'>;

export interface DescribedSegment extends SegmentDescription {
  /** SHA-256, hex, of `segment.json`. */
  readonly digest: string;
}

/** Octets of one file of a segment. */
export const FILE_LIMIT = 512 * 1024 * 1024;

/** What `segment.json` says; undefined: there is no such segment. */
export async function describeSegment(
  archive: Readable,
  number: number,
  sha256: Sha256,
): Promise<DescribedSegment | undefined> {
  const id = segmentId(number);
  if ((await archive.inventory(id)) === undefined) return undefined;
  const bytes = await archive.read(id, DESCRIPTION, FILE_LIMIT);
  const description = descriptionOf(bytes, `${DESCRIPTION} of segment ${number}`);
  if (description.number !== number) {
    throw damagedSegment(number, `${DESCRIPTION} is of segment ${description.number}`);
  }
  return { ...description, digest: toHex(await sha256(bytes)) };
}

/** It is read before its signature is: whatever it is, it is told. */
function descriptionOf(bytes: Uint8Array, what: string): SegmentDescription {
  const value = parseJson(decode(bytes), what) as SegmentDescription | null;
  const fail = (reason: string) => new FormatError('malformed', { format: what, reason });
  if (value?.format !== SEGMENT_FORMAT) throw fail(`is not ${SEGMENT_FORMAT}`);
  const { number, size, previous, positions, files } = value;
  const isWhole =
    [number, size].every((each) => Number.isSafeInteger(each) && each >= 0) &&
    (previous === undefined || typeof previous === 'string') &&
    Array.isArray(positions) &&
    positions.every((each) => Number.isSafeInteger(each)) &&
    typeof files === 'object' &&
    files !== null;
  if (!isWhole) throw fail('has not the members that it must have');
  return value;
}

/** The note that is to sign a segment. */
export async function segmentNote(archive: Readable, number: number): Promise<string> {
  return decode(await archive.read(segmentId(number), NOTE, FILE_LIMIT));
}

export function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new FormatError('malformed', { format: what, reason: 'is no JSON', cause });
  }
}

const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
