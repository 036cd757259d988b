import { type ByteSource, filledSource, fillFrom } from '../byte-source.ts';

/** `count` segments of `size` octets each, the first at `offset`, their starts `stride` octets apart. */
export interface SegmentRun {
  readonly offset: number;
  readonly size: number;
  readonly stride: number;
  readonly count: number;
}

/** Content of a CMS, and where in the file its octets lie. */
export interface ContentSource extends ByteSource {
  /** Absent: not in the file as they are, which is text (PEM, base64). */
  readonly runs?: readonly SegmentRun[];
}

/**
 * Where the segments of a BER string lie. Producers write segments of one size, so that a run stands for
 * millions of them and memory stays flat.
 */
export class SegmentMap {
  /** Segments added, empty ones too. */
  segments = 0;
  private readonly list: { offset: number; size: number; stride: number; count: number }[] = [];

  get runs(): readonly SegmentRun[] {
    return this.list;
  }

  add(offset: number, size: number): void {
    this.segments += 1;
    if (size === 0) return;
    const last = this.list.at(-1);
    if (last !== undefined && last.size === size) {
      const stride = last.count === 1 ? offset - last.offset : last.stride;
      if (offset === last.offset + stride * last.count) {
        last.stride = stride;
        last.count += 1;
        return;
      }
    }
    this.list.push({ offset, size, stride: size, count: 1 });
  }
}

/**
 * The segments of `source`, joined. What they lie in is read into the caller's buffer, headers and all, and
 * the segments are moved together there: the headers leave a little room, which the next, small reading fills.
 */
export function segmentedSource(source: ByteSource, runs: readonly SegmentRun[]): ContentSource {
  const starts: number[] = [];
  let size = 0;
  for (const run of runs) {
    starts.push(size);
    size += run.size * run.count;
  }
  const filled = filledSource(size, async (target, offset) => {
    let done = 0;
    while (done < target.length) {
      const room = target.subarray(done);
      const place = placeOf(runs, starts, offset + done);
      const got = await fillFrom(source, room, place.first);
      const joined = joinSegments(room.subarray(0, got), runs, place);
      if (joined === 0) break;
      done += joined;
    }
    return done;
  });
  return { ...filled, runs };
}

/** Where an octet of the content lies. */
interface Place {
  /** Of the run, in the list. */
  readonly index: number;
  /** Of the octet, among those of the run. */
  readonly octet: number;
  /** Of the octet, in the file. */
  readonly first: number;
}

function placeOf(runs: readonly SegmentRun[], starts: readonly number[], offset: number): Place {
  const index = runAt(starts, offset);
  const run = runs[index];
  if (run === undefined) throw new RangeError(`no segment holds octet ${offset}`);
  const octet = offset - (starts[index] ?? 0);
  const { size, stride } = run;
  return { index, octet, first: run.offset + Math.floor(octet / size) * stride + (octet % size) };
}

// The last run that begins at or before `offset`.
function runAt(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

const NO_RUN: SegmentRun = { offset: 0, size: 0, stride: 0, count: 0 };

/** Moves the segments in `room`, which holds the file from `place` on, to its beginning; answers their octets. */
function joinSegments(room: Uint8Array, runs: readonly SegmentRun[], place: Place): number {
  let joined = 0;
  let { octet } = place;
  for (let index = place.index; index < runs.length; index += 1) {
    const { offset, size, stride, count } = runs[index] ?? NO_RUN;
    for (let segment = Math.floor(octet / size); segment < count; segment += 1) {
      const skipped = octet % size;
      const from = offset + segment * stride + skipped - place.first;
      if (from >= room.length) return joined;
      const to = Math.min(from + size - skipped, room.length);
      room.copyWithin(joined, from, to);
      joined += to - from;
      octet = 0;
    }
  }
  return joined;
}
