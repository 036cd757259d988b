import type { DueJob, Metadata } from '../../vault/ports/metadata.ts';
import { milliseconds } from '../metadata/moment.ts';
import type { Reading, StoredJob, Writing } from './tables.ts';

type Jobs = Pick<Metadata, 'takeJobs' | 'finishJob' | 'postponeJob' | 'failingJobs'>;

export function memoryJobs(reading: Reading, writing: Writing): Jobs {
  return {
    takeJobs: (now, limit, leaseSeconds) =>
      writing((draft) => {
        const moment = milliseconds(now);
        const due = [...draft.jobs.values()]
          .filter((job) => milliseconds(job.runAt) <= moment && (job.leasedUntil ?? 0) <= moment)
          .sort((a, b) => milliseconds(a.runAt) - milliseconds(b.runAt))
          .slice(0, limit)
          .map((job) => ({ ...job, attempts: job.attempts + 1 }));
        for (const job of due) {
          draft.jobs.set(job.id, { ...job, leasedUntil: moment + leaseSeconds * 1000 });
        }
        return due.map(dueJob);
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

function dueJob(job: StoredJob): DueJob {
  const { id, kind, payload, runAt, attempts } = job;
  return { id, kind, payload, runAt, attempts };
}
