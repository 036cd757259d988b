import type { DueJob, Metadata } from '../../vault/ports/metadata.ts';
import { milliseconds } from '../metadata/moment.ts';
import type { Reading, StoredJob, Tables, Writing } from './tables.ts';

type Jobs = Pick<
  Metadata,
  'takeJobs' | 'dueJobs' | 'takeJob' | 'finishJob' | 'postponeJob' | 'failingJobs'
>;

export function memoryJobs(reading: Reading, writing: Writing): Jobs {
  return {
    takeJobs: (now, limit, leaseSeconds) =>
      writing((draft) =>
        due(draft, now)
          .slice(0, limit)
          .map((job) => lease(draft, job, milliseconds(now) + leaseSeconds * 1000)),
      ),
    dueJobs: (now, limit) =>
      reading((tables) =>
        due(tables, now)
          .slice(0, limit)
          .map(({ id }) => id),
      ),
    takeJob: (id, now, leaseSeconds) =>
      writing((draft) => {
        const job = due(draft, now).find((each) => each.id === id);
        return job && lease(draft, job, milliseconds(now) + leaseSeconds * 1000);
      }),
    finishJob: (id) =>
      writing((draft) => {
        draft.jobs.delete(id);
      }),
    postponeJob: (id, runAt, failure) =>
      writing((draft) => {
        milliseconds(runAt);
        const job = draft.jobs.get(id);
        if (job === undefined) return;
        const why = failure ?? job.failure;
        draft.jobs.set(id, {
          ...dueJob(job),
          runAt,
          ...(why === undefined ? {} : { failure: why }),
        });
      }),
    failingJobs: (limit) =>
      reading((tables) =>
        [...tables.jobs.values()]
          .flatMap((job) =>
            job.failure === undefined ? [] : [{ ...dueJob(job), failure: job.failure }],
          )
          .slice(0, limit),
      ),
  };
}

function due({ jobs }: Tables, now: string): readonly StoredJob[] {
  const moment = milliseconds(now);
  return [...jobs.values()]
    .filter((job) => milliseconds(job.runAt) <= moment && (job.leasedUntil ?? 0) <= moment)
    .sort((a, b) => milliseconds(a.runAt) - milliseconds(b.runAt));
}

function lease({ jobs }: Tables, job: StoredJob, leasedUntil: number): DueJob {
  const taken = { ...job, attempts: job.attempts + 1, leasedUntil };
  jobs.set(job.id, taken);
  return dueJob(taken);
}

function dueJob(job: StoredJob): DueJob {
  const { id, kind, payload, runAt, attempts } = job;
  return { id, kind, payload, runAt, attempts };
}
