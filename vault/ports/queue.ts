import type { DueJob } from './metadata.ts';

/**
 * Does one job. A job can come twice (a crash between doing and finishing, a lease that ran out), so what
 * it does must be the same done twice. A rejection postpones the job; it is never dropped.
 */
export type JobHandler = (job: DueJob, signal: AbortSignal) => Promise<void>;

/** By `kind`. */
export type JobHandlers = ReadonlyMap<string, JobHandler>;

export interface JobRunner {
  /** Looks for due jobs at once in place of at the next poll. */
  wake(): void;
  /** Takes no more jobs, aborts the signal of those that run and resolves when they have ended. */
  stop(): Promise<void>;
}
