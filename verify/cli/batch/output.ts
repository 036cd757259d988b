import { once } from 'node:events';

interface Output {
  write(text: string): unknown;
}

/** Writes, and waits where the reader is slower than we are: answers do not pile up in memory. */
export async function written(output: Output, text: string): Promise<void> {
  const taken = output.write(text);
  if (taken === false && 'once' in output) await once(output as NodeJS.WritableStream, 'drain');
}

/** Answers between two lines of progress. */
const STEP = 1000;

/** Says on a terminal how far the work has come; nothing where stderr is a file. */
export function progressOn(stderr: Output): (answered: number) => void {
  if (!('isTTY' in stderr) || stderr.isTTY !== true) return () => {};
  let told = 0;
  return (answered) => {
    if (answered - told < STEP) return;
    told = answered;
    stderr.write(`\r${answered}\u2026`);
  };
}
