import { randomUUID } from 'node:crypto';
import type { RedisCheck } from '../../storage/queues/bull/check-redis.ts';
import { runBullJobs } from '../../storage/queues/bull/run-bull-jobs.ts';
import { type RunJobs, runJobs } from '../../storage/queues/run-jobs.ts';
import { JUDGE_AGAIN } from '../../vault/documents/place-document.ts';
import { COSIGN_CHECKPOINT, cosignHead } from '../../vault/journal/cosign-head.ts';
import { STAMP_CHECKPOINT, stampCheckpoint } from '../../vault/journal/stamp-checkpoint.ts';
import type { JobHandler, JobRunner } from '../../vault/ports/queue.ts';
import { REMOVE_ERASED, removeErased } from '../../vault/retention/erase-content.ts';
import { PROTECT_BLOBS, protectBlobs } from '../../vault/retention/protect-blobs.ts';
import { judgeAgain } from '../../vault/verification/judge-again.ts';
import { StillPending } from '../../vault/verification/waiting-version.ts';
import { describeError } from '../http/log.ts';
import type { Queue } from './open-queue.ts';
import type { ServiceParts } from './service-parts.ts';

export interface Jobs extends JobRunner {
  /** Who looks after them, in a word or two. */
  readonly state: () => string;
}

/** Does what intake left to be done later (the outbox), in this process or shared by Redis with others. */
export function startJobs(parts: ServiceParts, queue: Queue | undefined): Jobs {
  const { ports, stores, journal, judging, scanner } = parts;
  const { clock, log } = ports;
  const common = { ...stores, ...journal, clock, judging, newId: () => randomUUID() };
  const judgingPorts = { ...common, ...(scanner === undefined ? {} : { scanner }) };
  const options: RunJobs = {
    metadata: stores.metadata,
    handlers: new Map<string, JobHandler>([
      [JUDGE_AGAIN, (job) => judgeAgain(job.payload, judgingPorts)],
      [COSIGN_CHECKPOINT, (job) => cosign(job.payload, parts)],
      [REMOVE_ERASED, (job) => removeErased(job.payload, stores)],
      [STAMP_CHECKPOINT, (job) => stamp(job.payload, parts)],
      [PROTECT_BLOBS, (job) => protect(job.payload, parts)],
    ]),
    clock,
    onFailure: ({ job, error }) => {
      const waiting = error instanceof StillPending;
      const line = { event: 'job-failed', kind: job?.kind, job: job?.id } as const;
      log.write({ level: waiting ? 'info' : 'error', ...line, error: describeError(error) });
    },
  };
  if (queue === undefined) return { ...runJobs(options), state: () => 'in this process' };
  const runner = runBullJobs({ ...options, ...queue });
  return { ...runner, state: () => redisState(runner.redis()) };
}

/** Without Redis the jobs are done all the same: said, and no reason not to be ready. */
function redisState(check: RedisCheck): string {
  if (check.state === 'ok') return check.appendonly ? 'Redis' : 'Redis, without appendonly';
  return `in this process, Redis ${check.state}`;
}

async function cosign(payload: string, { ports, stores, journal }: ServiceParts): Promise<void> {
  const { cosigner, sha256 } = journal;
  // The runtime that left the job had ML-DSA, and this one has not: it stays until one has.
  if (cosigner === undefined) throw new Error('this runtime has no ML-DSA for the cosigner');
  const { clock } = ports;
  await cosignHead(payload, { journal: stores.metadata.journal, cosigner, clock, sha256 });
}

async function protect(payload: string, { ports, stores }: ServiceParts): Promise<void> {
  const { metadata, files } = stores;
  const { retention } = files;
  // The setting was taken away: whoever gives it back finds what is to be done.
  if (retention === undefined) throw new Error('no store that enforces retention is set');
  const newId = () => randomUUID();
  await protectBlobs(payload, { metadata, retention, newId, now: () => ports.clock.now() });
}

async function stamp(
  payload: string,
  { stores, journal, timeStamps }: ServiceParts,
): Promise<void> {
  if (timeStamps === undefined) throw new Error('no time-stamping authority is set');
  const { sha256 } = journal;
  await stampCheckpoint(payload, { journal: stores.metadata.journal, timeStamps, sha256 });
}
