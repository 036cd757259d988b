import type { Clock } from '../../vault/ports/clock.ts';
import type { DueJob, Metadata } from '../../vault/ports/metadata.ts';
import type { JobHandlers, JobRunner } from '../../vault/ports/queue.ts';
import { backOffSeconds } from './back-off.ts';

export interface RunJobs {
  readonly metadata: Pick<Metadata, 'takeJobs' | 'finishJob' | 'postponeJob'>;
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

/** Never rejects. When the store cannot be told, the lease runs out and the job comes back. */
async function runOne(options: RunJobs, job: DueJob, signal: AbortSignal): Promise<void> {
  const { metadata, handlers, onFailure } = options;
  try {
    const handler = handlers.get(job.kind);
    if (handler === undefined) throw new Error(`no handler for jobs of kind ${job.kind}`);
    await handler(job, signal);
    await metadata.finishJob(job.id);
  } catch (error) {
    onFailure({ job, error });
    await postpone(options, job, error);
  }
}

async function postpone(options: RunJobs, job: DueJob, cause: unknown): Promise<void> {
  const { metadata, clock, onFailure } = options;
  const runAt = new Date(clock.now().getTime() + backOffSeconds(job.attempts) * 1000);
  const failure = cause instanceof Error ? cause.message : String(cause);
  try {
    await metadata.postponeJob(job.id, runAt.toISOString(), failure);
  } catch (error) {
    onFailure({ job, error });
  }
}

async function pause(signalled: Promise<void>, milliseconds: number): Promise<void> {
  const timer = Promise.withResolvers<void>();
  const timeout = setTimeout(timer.resolve, milliseconds);
  await Promise.race([signalled, timer.promise]);
  clearTimeout(timeout);
}
