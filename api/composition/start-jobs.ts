import { randomUUID } from 'node:crypto';
import { runJobs } from '../../storage/queues/run-jobs.ts';
import { JUDGE_AGAIN } from '../../vault/documents/place-document.ts';
import type { JobRunner } from '../../vault/ports/queue.ts';
import { judgeAgain, StillPending } from '../../vault/verification/judge-again.ts';
import { describeError } from '../http/log.ts';
import type { ServiceParts } from './service-parts.ts';

/** Does in this process what intake left to be done later (the outbox). */
export function startJobs({ ports, stores, journal, judging }: ServiceParts): JobRunner {
  const { clock, log } = ports;
  const judgingPorts = { ...stores, ...journal, clock, judging, newId: () => randomUUID() };
  return runJobs({
    metadata: stores.metadata,
    handlers: new Map([[JUDGE_AGAIN, (job) => judgeAgain(job.payload, judgingPorts)]]),
    clock,
    onFailure: ({ job, error }) => {
      const waiting = error instanceof StillPending;
      const line = { event: 'job-failed', kind: job?.kind, job: job?.id } as const;
      log.write({ level: waiting ? 'info' : 'error', ...line, error: describeError(error) });
    },
  });
}
