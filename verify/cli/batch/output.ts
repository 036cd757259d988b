import { once } from 'node:events';

interface Output {
  write(text: string): unknown;
}

/** Writes, and waits where the reader is slower than we are: answers do not pile up in memory. */
export async function written(output: Output, text: string): Promise<void> {
  const taken = output.write(text);
  if (taken === false && 'once' in output) await once(output as NodeJS.WritableStream, 'drain');
}
