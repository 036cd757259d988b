import { MessageChannel, type MessagePort, type ResourceLimits, Worker } from 'node:worker_threads';
import type { EvidenceSource } from '../../process/evidence.ts';
import type { ThreadMessage, ThreadTask } from './serve-items.ts';

/** What a thread is started with. */
export interface ThreadSetting {
  /** Module that calls serveItems. */
  readonly worker: URL;
  /** As ThreadData has it. */
  readonly setting: unknown;
  /** What threads lack is fetched from there, through a channel of each; absent: they fetch nothing. */
  readonly evidence?: EvidenceSource | undefined;
  /** Absent: as Node has them for this process. */
  readonly resourceLimits?: ResourceLimits;
  /** Milliseconds after which a task without an answer ends its thread; absent: never. */
  readonly patience?: number;
}

/** The `workerData` of a thread. */
export interface ThreadData<Setting> {
  readonly setting: Setting;
  /** Absent: nothing is fetched for it. */
  readonly relay?: MessagePort;
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

interface Waiting<Answer> {
  readonly resolve: (answers: readonly Answer[]) => void;
  readonly reject: (error: Error) => void;
}

/** Does one task after the other. */
export class Thread<Item, Answer> {
  readonly #worker: Worker;
  readonly #patience: number | undefined;
  /** By their numbers, the one at work first. */
  readonly #waiting = new Map<number, Waiting<Answer>>();
  #given = 0;
  #timer: NodeJS.Timeout | undefined;
  #ready = false;
  #cause: Error | undefined;
  #failure: Error | undefined;

  constructor({ worker, setting, evidence, resourceLimits, patience }: ThreadSetting) {
    this.#patience = patience;
    const relay = evidence === undefined ? undefined : channelTo(evidence);
    this.#worker = new Worker(worker, {
      workerData: { setting, ...(relay && { relay }) } satisfies ThreadData<unknown>,
      transferList: relay === undefined ? [] : [relay],
      ...(resourceLimits && { resourceLimits }),
    });
    this.#worker.on('message', (message: ThreadMessage<Answer>) => this.#hear(message));
    this.#worker.on('error', (error) => {
      this.#cause = error instanceof Error ? error : new Error(String(error));
    });
    // Of the three alone it comes after all messages: whose fault the end is, is known only now.
    this.#worker.on('exit', (code) => this.#fail(new Error(`a thread ended with ${code}`)));
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  /** Nothing more is to be asked of it. */
  get hasEnded(): boolean {
    return this.#cause !== undefined || this.#failure !== undefined;
  }

  /** Rejects with ThreadEnded; with another error where the thread could not even begin. */
  answer(items: readonly Item[]): Promise<readonly Answer[]> {
    if (this.#failure !== undefined) return Promise.reject(new ThreadEnded(this.#failure, false));
    return new Promise((resolve, reject) => {
      this.#given += 1;
      this.#waiting.set(this.#given, { resolve, reject });
      this.#worker.postMessage({ number: this.#given, items } satisfies ThreadTask<Item>);
      if (this.#waiting.size === 1) this.#wait();
    });
  }

  async end(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#worker.terminate();
  }

  #hear(message: ThreadMessage<Answer>): void {
    if (message === 'ready') this.#ready = true;
    else {
      this.#waiting.get(message.number)?.resolve(message.answers);
      this.#waiting.delete(message.number);
    }
    this.#wait();
  }

  #wait(): void {
    clearTimeout(this.#timer);
    const patience = this.#patience;
    if (patience === undefined || !this.#ready || this.#waiting.size === 0) return;
    const [first] = this.#waiting.keys();
    this.#timer = setTimeout(() => {
      // After a sleep of the whole machine the answer may be there and not yet heard.
      setImmediate(() => {
        const [still] = this.#waiting.keys();
        if (still !== first) return;
        this.#cause = new Error(`no answer in ${patience} ms`);
        void this.#worker.terminate();
      });
    }, patience);
  }

  #fail(end: Error): void {
    clearTimeout(this.#timer);
    const cause = this.#cause ?? end;
    const failure = new Error(cause.message, { cause });
    this.#failure = failure;
    let atWork = true;
    for (const { reject } of this.#waiting.values()) {
      reject(this.#ready ? new ThreadEnded(failure, atWork) : failure);
      atWork = false;
    }
    this.#waiting.clear();
  }
}

/** The thread's end of a channel to `evidence`; with the thread it ends. What is asked waits until it is answered. */
function channelTo(evidence: EvidenceSource): MessagePort {
  const { port1, port2 } = new MessageChannel();
  // Loaded only now: offline nothing of the network is.
  void import('../../fetching/evidence-relay.ts').then(({ relayEvidence }) => {
    relayEvidence(evidence, port1);
  });
  return port2;
}
