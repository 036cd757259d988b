import { parentPort } from 'node:worker_threads';

/** What a thread is told. */
export interface ThreadTask<Item> {
  readonly number: number;
  readonly items: readonly Item[];
}

/** What a thread says: once that it can begin, then the answers of one task after the other. */
export type ThreadMessage<Answer> =
  | 'ready'
  | { readonly number: number; readonly answers: readonly Answer[] };

/** What a thread of answers-of.ts does: the items of one task after the other. */
export function serveItems<Item, Answer>(opening: Promise<(item: Item) => Promise<Answer>>): void {
  const port = parentPort;
  if (port === null) throw new Error('not in a thread');
  const say = (message: ThreadMessage<Answer>) => port.postMessage(message);
  let turn = opening.then(() => say('ready'));
  turn.catch(endThread);
  port.on('message', ({ number, items }: ThreadTask<Item>) => {
    // After a task that failed there is no other.
    turn = turn.then(async () => {
      const judge = await opening;
      const answers: Answer[] = [];
      for (const item of items) answers.push(await judge(item));
      say({ number, answers });
    });
    turn.catch(endThread);
  });
}

/** A bug of ours: whoever gave the item answers it. */
function endThread(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
