import type { Clock } from '../../vault/ports/clock.ts';
import type { DueJob, Metadata } from '../../vault/ports/metadata.ts';
import type { JobHandlers, JobRunner } from '../../vault/ports/queue.ts';
import { pause } from './pause.ts';
import { runOne } from './run-one.ts';

/** What runners ask of the store. */
export type Outbox = Pick<
  Metadata,
  'takeJobs' | 'dueJobs' | 'takeJob' | 'finishJob' | 'postponeJob'
>;

export interface RunJobs {
  readonly metadata: Outbox;
  readonly handlers: JobHandlers;
  readonly clock: Clock;
  /** Every attempt that failed, and every failure of the store itself (then without a job). */
  readonly onFailure: (failure: { readonly job?: DueJob; readonly error: unknown }) => void;
  /** Jobs at a time. */
  readonly concurrency?: number;
  /** Longer than any handler takes: after that another worker may start the same job. */
  readonly leaseSeconds?: number;
  readonly pollMilliseconds?: number;
}

/**
 * Runs the jobs of the outbox in this process, at least once each. A job that fails comes back after a
 * back-off for as long as it takes, and is seen in `failingJobs` meanwhile.
 */
export function runJobs(options: RunJobs): JobRunner {
  const { concurrency = 4, pollMilliseconds = 1000 } = options;
  const stopping = new AbortController();
  const running = new Map<string, Promise<void>>();
  let signalled = Promise.withResolvers<void>();
  const wake = () => signalled.resolve();

  const start = (job: DueJob) => {
    // Its lease ran out while it still runs here: taking it has renewed the lease, and that is enough.
    if (running.has(job.id)) return;
    const done = runOne(options, job, stopping.signal).finally(() => {
      running.delete(job.id);
      wake();
    });
    running.set(job.id, done);
  };
  const loop = async () => {
    while (!stopping.signal.aborted) {
      signalled = Promise.withResolvers();
      const free = concurrency - running.size;
      const taken = free > 0 ? await take(options, free) : [];
      for (const job of taken) start(job);
      if (free === 0 || taken.length < free) await pause(signalled.promise, pollMilliseconds);
    }
    await Promise.all(running.values());
  };
  const ended = loop();
  return {
    wake,
    stop() {
      stopping.abort();
      wake();
      return ended;
    },
  };
}

async function take(options: RunJobs, limit: number): Promise<readonly DueJob[]> {
  const { metadata, clock, leaseSeconds = 60, onFailure } = options;
  try {
    return await metadata.takeJobs(clock.now().toISOString(), limit, leaseSeconds);
  } catch (error) {
    onFailure({ error });
    return [];
  }
}
