import { existsSync, writeFileSync } from 'node:fs';
import { FAILPOINTS, type FailPoint } from './points.ts';

/** Milliseconds between two looks at whether a held process may go on. */
const LOOK = 5;

type Reached = (point: FailPoint) => void;

const armed = arm(process.env['OKNO_FAILPOINT']);

/**
 * Says that the process is between two steps. Does nothing, unless the environment of this process names the point:
 * then the process dies by SIGKILL, or stands still (failpoint.md).
 */
export function failpoint(point: FailPoint): void {
  if (armed !== undefined) armed(point);
}

/** Throws for what names no point: a test that never fires would show nothing. */
function arm(text: string | undefined): Reached | undefined {
  if (text === undefined || text === '') return undefined;
  const [, name, pass = '1', file] = /^([^@=]+)(?:@([1-9]\d*))?(?:=(.+))?$/.exec(text) ?? [];
  const point = FAILPOINTS.find((known) => known === name);
  if (point === undefined) throw new Error(`OKNO_FAILPOINT: no point is named by ${text}`);
  let left = Number(pass);
  return (reached) => {
    if (reached !== point) return;
    left -= 1;
    if (left !== 0) return;
    if (file === undefined) die();
    else hold(file);
  };
}

/** No handler runs, no buffer is flushed, in whichever thread: as when the power goes. */
function die(): never {
  process.kill(process.pid, 'SIGKILL');
  for (;;) sleep(1000); // the signal may take a moment; nothing of ours goes on meanwhile
}

/** Makes `file`, so that the test knows, and goes on when the test has removed it. */
function hold(file: string): void {
  writeFileSync(file, '');
  while (existsSync(file)) sleep(LOOK);
}

function sleep(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
