import { Worker } from 'node:worker_threads';
import { StorageError } from '../../../vault/ports/storage-error.ts';
import type { Answer, CallName, Calls } from '../sql/calls.ts';
import { OPENED, type Reply, type Request } from './messages.ts';
import { fromWire } from './sqlite-error.ts';

export interface WorkerClient {
  ask<K extends CallName>(name: K, parameters: Parameters<Calls[K]>): Promise<Answer<K>>;
  /** Empties the log beside the file; false while a reader of the file hinders it. */
  wipe(): Promise<boolean>;
  close(): Promise<void>;
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** The file's own extension: `.ts` from a checkout, `.js` from the published package. */
const EXTENSION = import.meta.url.slice(import.meta.url.lastIndexOf('.'));

/** Starts the thread and waits until it has opened `file`. */
export async function startWorker(file: string): Promise<WorkerClient> {
  const worker = new Worker(new URL(`./worker${EXTENSION}`, import.meta.url), {
    workerData: { file },
  });
  const waiting = new Map<number, Waiting>();
  let next = OPENED;
  let ended: StorageError | undefined;

  const end = (error: StorageError) => {
    ended ??= error;
    for (const each of waiting.values()) each.reject(ended);
    waiting.clear();
  };
  worker.on('message', (reply: Reply) => {
    const asked = waiting.get(reply.id);
    waiting.delete(reply.id);
    if (waiting.size === 0) worker.unref(); // an idle database keeps no process alive
    if ('error' in reply) asked?.reject(fromWire(reply.error));
    else asked?.resolve(reply.value);
  });
  worker.on('error', (error) => end(new StorageError('unavailable', 'the writer died', error)));
  worker.on('exit', () => end(new StorageError('unavailable', 'the metadata store is closed')));

  const wait = (send: (id: number) => void) =>
    new Promise<unknown>((resolve, reject) => {
      if (ended !== undefined) {
        reject(ended);
        return;
      }
      const id = next++;
      send(id); // throws for what cannot be sent: then nobody waits
      waiting.set(id, { resolve, reject });
      worker.ref();
    });
  const send = (name: Request['name'], parameters: readonly unknown[]) =>
    wait((id) => worker.postMessage({ id, name, parameters } satisfies Request));

  await wait(() => {}); // OPENED
  return {
    ask: (name, parameters) => send(name, parameters) as Promise<Answer<typeof name>>,
    wipe: () => send('wipe', []) as Promise<boolean>,
    async close() {
      if (ended !== undefined) return;
      const gone = new Promise((resolve) => worker.once('exit', resolve));
      const closed = send('close', []);
      ended = new StorageError('unavailable', 'the metadata store is closed');
      await closed;
      worker.ref();
      await gone;
    },
  };
}
