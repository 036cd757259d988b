import type { ByteSource } from '../../formats/byte-source.ts';
import type { Language } from '../report/messages.ts';

interface Output {
  write(text: string): unknown;
}

/** How far a long work has come, for people who wait. */
export interface Progress {
  /** `total` absent: nobody knows it yet. */
  readonly show: (state: {
    readonly done: number;
    readonly total?: number;
    readonly label: string;
  }) => void;
  /** Takes the line away, so that what is written next begins at the left. */
  readonly clear: () => void;
}

const NONE: Progress = { show() {}, clear() {} };

/** Milliseconds between two drawings: faster no eye reads. */
const INTERVAL = 100;
const BAR = 24;
const CLEAR = '\r\u001b[K';

/** A line on a terminal that is written over; nothing where stderr is a file or a pipe. */
export function progressOn(
  stderr: Output,
  clock: () => number = () => performance.now(),
): Progress {
  if (!('isTTY' in stderr) || stderr.isTTY !== true) return NONE;
  let last = Number.NEGATIVE_INFINITY;
  let drawn = false;
  return {
    show({ done, total, label }) {
      const now = clock();
      if (now - last < INTERVAL) return;
      last = now;
      drawn = true;
      const line = total === undefined ? label : `${bar(done, total)} ${label}`;
      stderr.write(`${CLEAR}${line.slice(0, columnsOf(stderr) - 1)}`);
    },
    clear() {
      if (drawn) stderr.write(CLEAR);
      drawn = false;
    },
  };
}

/** A terminal that does not know its width says 0. */
function columnsOf(output: Output): number {
  const columns = 'columns' in output ? Number(output.columns) : 0;
  return columns > 1 ? columns : 80;
}

function bar(done: number, total: number): string {
  const part = total === 0 ? 1 : Math.min(1, done / total);
  const full = Math.floor(part * BAR);
  const percent = String(Math.floor(part * 100)).padStart(3);
  return `[${'#'.repeat(full)}${'.'.repeat(BAR - full)}] ${percent}%`;
}

/** Octets from which on reading a file takes long enough to be shown. */
const LARGE = 64 * 1024 * 1024;

/** Shows how much of a large file was read; where it is read again, anew from its beginning. */
export function shown(source: ByteSource, name: string, progress: Progress): ByteSource {
  const { size } = source;
  if (size < LARGE) return source;
  const show = (offset: number) => progress.show({ done: offset, total: size, label: name });
  return {
    size,
    read(offset, length) {
      show(offset);
      return source.read(offset, length);
    },
    ...(source.readInto && {
      readInto: async (target, offset) => {
        show(offset);
        return (await source.readInto?.(target, offset)) ?? 0;
      },
    }),
  };
}

const ANSWERED = { ru: 'случаев решено', en: 'cases answered' } as const;

/** Of a batch, whose size nobody knows before its end. */
export function caseProgress(stderr: Output, language: Language) {
  const progress = progressOn(stderr);
  let count = 0;
  return {
    answered: () => {
      count += 1;
      progress.show({ done: count, label: `${ANSWERED[language]}: ${count}` });
    },
    clear: progress.clear,
  };
}
