import { type ResourceLimits, Worker } from 'node:worker_threads';
import type { ThreadMessage } from './serve-items.ts';

/** What a thread is started with. */
export interface ThreadSetting {
  /** Module that calls serveItems. */
  readonly worker: URL;
  readonly workerData: unknown;
  /** Absent: as Node has them for this process. */
  readonly resourceLimits?: ResourceLimits;
  /** Milliseconds after which a task without an answer ends its thread; absent: never. */
  readonly patience?: number;
}

/** The thread ended before it answered. */
export class ThreadEnded extends Error {
  override readonly name = 'ThreadEnded';
  /** The task was under way; else it only waited behind another. */
  readonly atWork: boolean;
  constructor(cause: Error, atWork: boolean) {
    super(cause.message, { cause });
    this.atWork = atWork;
  }
}

interface Waiting<Item, Answer> {
  readonly items: readonly Item[];
  readonly resolve: (answers: readonly Answer[]) => void;
  readonly reject: (error: Error) => void;
}

/** Answers come in the order of the tasks. */
export class Thread<Item, Answer> {
  readonly #worker: Worker;
  readonly #patience: number | undefined;
  readonly #waiting: Waiting<Item, Answer>[] = [];
  #timer: NodeJS.Timeout | undefined;
  #ready = false;
  #failure: Error | undefined;

  constructor({ worker, workerData, resourceLimits, patience }: ThreadSetting) {
    this.#patience = patience;
    this.#worker = new Worker(worker, { workerData, ...(resourceLimits && { resourceLimits }) });
    this.#worker.on('message', (message: ThreadMessage<Answer>) => this.#hear(message));
    this.#worker.on('error', (error) => this.#fail(error));
    this.#worker.on('exit', (code) => this.#fail(new Error(`a thread ended with ${code}`)));
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  get hasEnded(): boolean {
    return this.#failure !== undefined;
  }

  /** Rejects with ThreadEnded; with another error where the thread could not even begin. */
  answer(items: readonly Item[]): Promise<readonly Answer[]> {
    if (this.#failure !== undefined) return Promise.reject(new ThreadEnded(this.#failure, false));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ items, resolve, reject });
      if (!this.#ready) return; // it is told then: what ends before that is no task's fault
      this.#worker.postMessage(items);
      if (this.#waiting.length === 1) this.#wait();
    });
  }

  async end(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#worker.terminate();
  }

  #hear(message: ThreadMessage<Answer>): void {
    if (message === 'ready') {
      this.#ready = true;
      for (const { items } of this.#waiting) this.#worker.postMessage(items);
    } else this.#waiting.shift()?.resolve(message.answers);
    this.#wait();
  }

  #wait(): void {
    clearTimeout(this.#timer);
    const patience = this.#patience;
    if (patience === undefined || this.#waiting.length === 0) return;
    this.#timer = setTimeout(() => {
      this.#fail(new Error(`no answer in ${patience} ms`));
      void this.#worker.terminate();
    }, patience);
  }

  #fail(error: unknown): void {
    clearTimeout(this.#timer);
    const { message } = error instanceof Error ? error : new Error(String(error));
    const failure = new Error(message, { cause: error });
    this.#failure ??= failure;
    for (const [index, { reject }] of this.#waiting.splice(0).entries()) {
      reject(this.#ready ? new ThreadEnded(failure, index === 0) : failure);
    }
  }
}
