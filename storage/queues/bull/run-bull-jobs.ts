import type { DueJob } from '../../../vault/ports/metadata.ts';
import type { JobRunner } from '../../../vault/ports/queue.ts';
import { pause } from '../pause.ts';
import type { RunJobs } from '../run-jobs.ts';
import { runOne } from '../run-one.ts';
import { type BullQueue, openBullQueue } from './bull-queue.ts';
import type { RedisCheck } from './check-redis.ts';
import type { RedisSettings } from './redis-settings.ts';
import { slots } from './slots.ts';

export interface RunBullJobs extends RunJobs {
  readonly redis: RedisSettings;
  /** Of the keys in Redis: services that share one Redis and not their jobs have each their own. */
  readonly name: string;
  /** How Redis was found at the start; absent: it was not asked. */
  readonly found?: RedisCheck;
  /** Milliseconds after which a job that is still due is told to Redis again; absent: 5 s. */
  readonly tellAgain?: number;
  /** Milliseconds after which a job that was told and is still due is done here; absent: 30 s. */
  readonly patience?: number;
}

export interface BullRunner extends JobRunner {
  /** How the Redis was found when it was last asked. */
  redis(): RedisCheck;
}

/** Jobs told of in one round; more come in the next. */
const ROUND = 1000;

/**
 * Spreads the jobs of the outbox over any number of processes. Redis carries ids, nothing else: who gets one takes the
 * job from the outbox under a lease, so that a job that comes twice, or from a Redis that was restored, is done once.
 * Each round tells Redis what is due and not yet told; what Redis lost is told again; what it cannot take, or keeps
 * too long, is done here. So nothing hangs on it but speed.
 */
export function runBullJobs(options: RunBullJobs): BullRunner {
  const { metadata, clock, onFailure, leaseSeconds = 60, pollMilliseconds = 1000 } = options;
  const stopping = new AbortController();
  const free = slots(options.concurrency ?? 4);
  const running = new Map<string, Promise<void>>();
  const told = new Told(options.tellAgain ?? 5000, options.patience ?? 30_000);
  let signalled = Promise.withResolvers<void>();
  let more = false;

  const work = async (id: string): Promise<void> => {
    await free.take();
    try {
      if (stopping.signal.aborted) return;
      const job = await taken(id);
      if (job !== undefined) await runOne(options, job, stopping.signal);
    } finally {
      free.give();
    }
  };
  const taken = async (id: string): Promise<DueJob | undefined> => {
    try {
      return await metadata.takeJob(id, clock.now().toISOString(), leaseSeconds);
    } catch (error) {
      onFailure({ error });
      return undefined;
    }
  };
  /** Never rejects; the same job twice at a time is the one that runs. */
  const start = (id: string): Promise<void> => {
    const found = running.get(id);
    if (found !== undefined) return found;
    const done = work(id).finally(() => {
      running.delete(id);
      told.forget(id);
      if (more) signalled.resolve();
    });
    running.set(id, done);
    return done;
  };

  const queue = openBullQueue(options, start);
  const loop = async () => {
    while (!stopping.signal.aborted) {
      signalled = Promise.withResolvers();
      more = await round({ options, queue, told, running, start });
      await pause(signalled.promise, pollMilliseconds);
    }
    await Promise.all(running.values());
    await queue.close();
  };
  const ended = loop();
  return {
    wake: () => signalled.resolve(),
    redis: () => queue.state(),
    stop() {
      stopping.abort();
      signalled.resolve();
      return ended;
    },
  };
}

interface Round {
  readonly options: RunBullJobs;
  readonly queue: BullQueue;
  readonly told: Told;
  readonly running: ReadonlyMap<string, Promise<void>>;
  readonly start: (id: string) => Promise<void>;
}

/** Whether there is more than one round can tell. */
async function round({ options, queue, told, running, start }: Round): Promise<boolean> {
  const { metadata, clock, onFailure } = options;
  let due: readonly string[];
  try {
    due = await metadata.dueJobs(clock.now().toISOString(), ROUND);
  } catch (error) {
    onFailure({ error });
    return false;
  }
  const more = due.length === ROUND;
  if (!more) told.keepOnly(due);
  const waiting = due.filter((id) => !running.has(id));
  const news = waiting.filter((id) => told.isNews(id));
  const carried = await queue.tell(news);
  if (carried) told.add(news);
  const here = carried ? waiting.filter((id) => told.isLate(id)) : waiting;
  // Those that do not run at once wait for a slot in memory: no more of them than there can soon be.
  for (const id of here.slice(0, 2 * (options.concurrency ?? 4))) void start(id);
  return more || here.length > 0;
}

/** When each job was first and last told to Redis, by a clock that only runs forward. */
class Told {
  readonly #again: number;
  readonly #patience: number;
  readonly #times = new Map<string, { readonly first: number; readonly last: number }>();

  constructor(again: number, patience: number) {
    this.#again = again;
    this.#patience = patience;
  }

  isNews(id: string): boolean {
    const times = this.#times.get(id);
    return times === undefined || performance.now() - times.last >= this.#again;
  }

  isLate(id: string): boolean {
    const times = this.#times.get(id);
    return times !== undefined && performance.now() - times.first >= this.#patience;
  }

  add(ids: readonly string[]): void {
    const last = performance.now();
    for (const id of ids) this.#times.set(id, { first: this.#times.get(id)?.first ?? last, last });
  }

  forget(id: string): void {
    this.#times.delete(id);
  }

  keepOnly(ids: readonly string[]): void {
    const kept = new Set(ids);
    for (const id of this.#times.keys()) if (!kept.has(id)) this.#times.delete(id);
  }
}
