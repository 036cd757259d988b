// A thread that answers numbers, and does as it is told by words.
import { threadId, workerData } from 'node:worker_threads';
import { serveItems } from './serve-items.ts';
import type { ThreadData } from './thread.ts';

const { setting }: ThreadData<string> = workerData;
if (setting === 'broken') throw new Error('cannot begin');

async function answer(item: number | string): Promise<{ of: number | string; thread: number }> {
  if (item === 'throw') throw new Error('told to throw');
  if (item === 'exit') process.exit(7);
  while (item === 'loop');
  const hoard: number[][] = [];
  while (item === 'hoard') hoard.push(Array.from({ length: 10_000 }, Math.random));
  return { of: item, thread: threadId };
}

serveItems(Promise.resolve(answer));
