import type { ByteSource } from '../byte-source.ts';

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
  private readonly list: SegmentRun[] = [];

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
        this.list[this.list.length - 1] = { ...last, stride, count: last.count + 1 };
        return;
      }
    }
    this.list.push({ offset, size, stride: size, count: 1 });
  }
}

/** The segments of `source`, joined. */
export function segmentedSource(source: ByteSource, runs: readonly SegmentRun[]): ContentSource {
  const starts: number[] = [];
  let size = 0;
  for (const run of runs) {
    starts.push(size);
    size += run.size * run.count;
  }
  return {
    size,
    runs,
    async read(offset, length) {
      const out = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
      let filled = 0;
      for (let index = runAt(starts, offset); filled < out.length; index += 1) {
        const run = runs[index];
        if (run === undefined) throw new RangeError(`no segment holds octet ${offset + filled}`);
        filled += await readRun(
          source,
          run,
          offset + filled - (starts[index] ?? 0),
          out.subarray(filled),
        );
      }
      return out;
    },
  };
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

/** Fills `out` from octet `from` of the run on; answers the octets filled. One read of the source. */
async function readRun(
  source: ByteSource,
  run: SegmentRun,
  from: number,
  out: Uint8Array,
): Promise<number> {
  const want = Math.min(out.length, run.size * run.count - from);
  if (want === 0) return 0;
  const place = (octet: number) =>
    run.offset + Math.floor(octet / run.size) * run.stride + (octet % run.size);
  const first = place(from);
  const raw = await source.read(first, place(from + want - 1) + 1 - first);
  for (let done = 0; done < want; ) {
    const piece = Math.min(run.size - ((from + done) % run.size), want - done);
    const at = place(from + done) - first;
    out.set(raw.subarray(at, at + piece), done);
    done += piece;
  }
  return want;
}
