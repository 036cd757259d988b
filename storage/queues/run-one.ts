import type { DueJob } from '../../vault/ports/metadata.ts';
import { backOffSeconds } from './back-off.ts';
import type { RunJobs } from './run-jobs.ts';

/** Never rejects. When the store cannot be told, the lease runs out and the job comes back. */
export async function runOne(options: RunJobs, job: DueJob, signal: AbortSignal): Promise<void> {
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
