import { availableParallelism } from 'node:os';
import { Thread, ThreadEnded, type ThreadSetting } from './thread.ts';

/** Work on many items, each of which is answered by itself. */
export interface ManyItems<Item, Answer> extends ThreadSetting {
  /** The same in this thread, for what is too little to start others. */
  readonly judge: () => Promise<(item: Item) => Promise<Answer>>;
  /** The answer to an item over which its thread ended, or whose judging threw: a bug of ours, or no memory. */
  readonly broken: (item: Item, error: Error) => Answer;
  /** Items that a thread gets at a time: large against the cost of a message, small against the whole. */
  readonly atOnce: number;
  /** Up to so many items are not worth a thread. */
  readonly few: number;
  /** Absent: one for each core. */
  readonly threads?: number;
  /** Tasks that may be answered while an earlier one is not: bounds what waits to be delivered. Absent: two a thread. */
  readonly ahead?: number;
  /** Told of each answer when it comes, in whatever order. */
  readonly answered?: (answer: Answer) => void;
}

/** Tasks that a thread has: the next is there when one is done. */
const TASKS_OF_A_THREAD = 2;

type Items<Item> = AsyncIterable<Item> | Iterable<Item>;

/**
 * The answers, in the order of the items, as they come: of all cores where there are many. No item is without its
 * answer: one that breaks a thread has that of `broken`, and what waited behind it goes to another thread.
 */
export async function* answersOf<Item, Answer>(
  items: Items<Item>,
  work: ManyItems<Item, Answer>,
): AsyncGenerator<readonly Answer[]> {
  const tasks = tasksOf(items, work.atOnce);
  const first: (readonly Item[])[] = [];
  const threads = work.threads ?? availableParallelism();
  while (threads > 1 && first.length * work.atOnce <= work.few) {
    const { done, value } = await tasks.next();
    if (done === true) return yield* inThisThread(first, work);
    first.push(value);
  }
  if (threads === 1) return yield* inThisThread(tasks, work);
  yield* onThreads(all(first, tasks), threads, work);
}

async function* tasksOf<Item>(
  items: Items<Item>,
  atOnce: number,
): AsyncGenerator<readonly Item[], undefined> {
  let gathered: Item[] = [];
  for await (const item of items) {
    gathered.push(item);
    if (gathered.length < atOnce) continue;
    yield gathered;
    gathered = [];
  }
  if (gathered.length > 0) yield gathered;
}

async function* all<Task>(first: readonly Task[], rest: AsyncIterable<Task>): AsyncGenerator<Task> {
  yield* first;
  yield* rest;
}

async function* inThisThread<Item, Answer>(
  tasks: Items<readonly Item[]>,
  work: ManyItems<Item, Answer>,
): AsyncGenerator<readonly Answer[]> {
  const judge = await work.judge();
  for await (const items of tasks) {
    const answers: Answer[] = [];
    for (const item of items) {
      const broken = (error: unknown) => work.broken(item, asError(error));
      const answer = await judge(item).catch(broken);
      work.answered?.(answer);
      answers.push(answer);
    }
    yield answers;
  }
}

async function* onThreads<Item, Answer>(
  tasks: AsyncIterable<readonly Item[]>,
  threads: number,
  work: ManyItems<Item, Answer>,
): AsyncGenerator<readonly Answer[]> {
  const crew = new Crew(work, threads);
  const { ahead = threads * TASKS_OF_A_THREAD } = work;
  const underWay: Promise<readonly Answer[]>[] = [];
  try {
    for await (const task of tasks) {
      const oldest = underWay.length < ahead ? undefined : underWay.shift();
      if (oldest !== undefined) yield await oldest;
      const answer = crew.answer(task);
      answer.catch(() => undefined); // told when its turn comes
      underWay.push(answer);
    }
    for (const answer of underWay) yield await answer;
  } finally {
    await crew.end();
  }
}

/** As many threads as the work needs, up to the number that is allowed; tasks wait until one is free for them. */
class Crew<Item, Answer> {
  readonly #work: ManyItems<Item, Answer>;
  readonly #most: number;
  readonly #waiting: (() => void)[] = [];
  #threads: Thread<Item, Answer>[] = [];
  #isOver = false;

  constructor(work: ManyItems<Item, Answer>, most: number) {
    this.#work = work;
    this.#most = most;
  }

  /** Rejects where no thread can begin. */
  async answer(items: readonly Item[]): Promise<readonly Answer[]> {
    try {
      const answers = await this.#answerOnce(items);
      for (const answer of answers) this.#work.answered?.(answer);
      return answers;
    } catch (error) {
      if (this.#isOver || !(error instanceof ThreadEnded)) throw error;
      if (!error.atWork) return this.answer(items);
      const [only, ...more] = items;
      if (only !== undefined && more.length === 0) return [this.#broken(only, error)];
      // One of them ended it: alone, each is answered or found.
      const answers: Answer[] = [];
      for (const item of items) answers.push(...(await this.answer([item])));
      return answers;
    }
  }

  /** Nobody waits for answers any more. */
  async end(): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#threads.map((thread) => thread.end()));
  }

  #broken(item: Item, error: Error): Answer {
    const answer = this.#work.broken(item, error);
    this.#work.answered?.(answer);
    return answer;
  }

  async #answerOnce(items: readonly Item[]): Promise<readonly Answer[]> {
    let thread = this.#free();
    while (thread === undefined) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
      if (this.#isOver) throw new Error('the work is over');
      thread = this.#free();
    }
    try {
      return await thread.answer(items);
    } finally {
      this.#waiting.shift()?.();
    }
  }

  /** The least busy thread, a new one where all are busy; undefined where there are as many as may be. */
  #free(): Thread<Item, Answer> | undefined {
    this.#threads = this.#threads.filter(({ hasEnded }) => !hasEnded);
    const [least] = this.#threads.toSorted((a, b) => a.waiting - b.waiting);
    const full = this.#threads.length >= this.#most;
    if (least?.waiting === 0) return least;
    if (full) return least !== undefined && least.waiting < TASKS_OF_A_THREAD ? least : undefined;
    const thread = new Thread<Item, Answer>(this.#work);
    this.#threads.push(thread);
    return thread;
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
