import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { answerLine, type BatchAnswer, type BatchTask, type JudgeCase } from './batch-job.ts';
import { type Line, readLines } from './read-lines.ts';

export interface Batch {
  readonly input: AsyncIterable<Uint8Array>;
  /** Module whose thread answers BatchTask with BatchAnswer: see serve-batch.ts. */
  readonly worker: URL;
  readonly workerData: unknown;
  /** The same in this thread, for what is too little to start others. */
  readonly judge: () => Promise<JudgeCase>;
  /** Takes the answers, in the order of the lines; awaited, so that a slow reader slows the work. */
  readonly write: (answers: readonly object[]) => Promise<void>;
  /** Lines answered so far. */
  readonly progress?: (answered: number) => void;
  /** Absent: one for each core. */
  readonly threads?: number;
}

/** Lines that one thread gets at a time: large against the cost of a message, small against the whole. */
const TASK_LINES = 16;
/** Fewer lines are not worth a thread. */
const FEW_LINES = 32;
/** Tasks under way for each thread: the next is there when one is done. */
const TASKS_AHEAD = 2;

/** Answers each line of the input on all cores. Rejects when a thread dies: the answers are then cut short. */
export async function runBatch(batch: Batch): Promise<void> {
  const tasks = tasksOf(readLines(batch.input));
  const first: BatchTask[] = [];
  while (first.length * TASK_LINES <= FEW_LINES) {
    const { done, value } = await tasks.next();
    if (done === true) return inThisThread(batch, all(first, tasks));
    first.push(value);
  }
  const threads = batch.threads ?? availableParallelism();
  if (threads === 1) return inThisThread(batch, all(first, tasks));
  return onThreads(batch, all(first, tasks), threads);
}

async function* tasksOf(lines: AsyncIterable<Line>): AsyncGenerator<BatchTask> {
  let gathered: Line[] = [];
  for await (const line of lines) {
    gathered.push(line);
    if (gathered.length < TASK_LINES) continue;
    yield { lines: gathered };
    gathered = [];
  }
  if (gathered.length > 0) yield { lines: gathered };
}

async function* all(
  first: readonly BatchTask[],
  rest: AsyncIterable<BatchTask>,
): AsyncGenerator<BatchTask> {
  yield* first;
  yield* rest;
}

async function inThisThread(batch: Batch, tasks: AsyncIterable<BatchTask>): Promise<void> {
  const judge = await batch.judge();
  let answered = 0;
  for await (const { lines } of tasks) {
    const answers: object[] = [];
    for (const line of lines) answers.push(await answerLine(line, judge));
    await batch.write(answers);
    answered += answers.length;
    batch.progress?.(answered);
  }
}

async function onThreads(
  batch: Batch,
  tasks: AsyncGenerator<BatchTask>,
  threads: number,
): Promise<void> {
  const pool = Array.from({ length: threads }, () => new Thread(batch));
  const underWay: Promise<BatchAnswer>[] = [];
  let answered = 0;
  const deliver = async () => {
    const answer = await underWay.shift();
    if (answer === undefined) return;
    await batch.write(answer.answers);
    answered += answer.answers.length;
    batch.progress?.(answered);
  };
  try {
    for await (const task of tasks) {
      if (underWay.length >= threads * TASKS_AHEAD) await deliver();
      const answer = leastBusy(pool).answer(task);
      answer.catch(() => undefined); // told when its turn comes
      underWay.push(answer);
    }
    while (underWay.length > 0) await deliver();
  } finally {
    await Promise.all(pool.map((thread) => thread.end()));
  }
}

function leastBusy(pool: readonly Thread[]): Thread {
  const [least] = [...pool].sort((a, b) => a.waiting - b.waiting);
  if (least === undefined) throw new RangeError('a batch without threads');
  return least;
}

interface Waiting {
  resolve(answer: BatchAnswer): void;
  reject(error: Error): void;
}

/** Answers come in the order of the tasks. */
class Thread {
  readonly #worker: Worker;
  readonly #waiting: Waiting[] = [];
  #failure: Error | undefined;

  constructor({ worker, workerData }: Batch) {
    this.#worker = new Worker(worker, { workerData });
    this.#worker.on('message', (answer: BatchAnswer) => this.#waiting.shift()?.resolve(answer));
    this.#worker.on('error', (error) => this.#fail(error));
    this.#worker.on('exit', (code) => this.#fail(new Error(`a thread ended with ${code}`)));
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  answer(task: BatchTask): Promise<BatchAnswer> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#worker.postMessage(task);
    });
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  #fail(error: unknown): void {
    this.#failure ??= error instanceof Error ? error : new Error(String(error));
    for (const each of this.#waiting.splice(0)) each.reject(this.#failure);
  }
}
