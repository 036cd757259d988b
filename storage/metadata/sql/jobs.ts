import type { DueJob, NewJob } from '../../../vault/ports/metadata.ts';
import { milliseconds } from '../moment.ts';
import type { Row } from './rows.ts';
import { insertions, type Query, row, rows, run, SKIP_LOCKED, type Steps } from './steps.ts';

export function jobInsertions(jobs: readonly NewJob[]): readonly Query[] {
  const values = jobs.map(({ id, kind, payload, runAt }) => {
    return [id, kind, payload, runAt, milliseconds(runAt)];
  });
  return insertions('jobs (id, kind, payload, run_at, due)', values);
}

export function* takeJobs(
  now: string,
  limit: number,
  leaseSeconds: number,
): Steps<readonly DueJob[]> {
  const moment = milliseconds(now);
  const taken = yield* rows(
    `WITH picked AS MATERIALIZED (
       SELECT seq FROM jobs WHERE due <= ? AND leased_until <= ?
        ORDER BY due, seq LIMIT ? ${SKIP_LOCKED})
     UPDATE jobs SET attempts = attempts + 1, leased_until = ?
      WHERE seq IN (SELECT seq FROM picked) RETURNING *`,
    ...[moment, moment, limit, moment + leaseSeconds * 1000],
  );
  return taken
    .toSorted((a, b) => Number(a['due']) - Number(b['due']) || Number(a['seq']) - Number(b['seq']))
    .map(dueJob);
}

export function* dueJobs(now: string, limit: number): Steps<readonly string[]> {
  const moment = milliseconds(now);
  const due = yield* rows(
    'SELECT id FROM jobs WHERE due <= ? AND leased_until <= ? ORDER BY due, seq LIMIT ?',
    ...[moment, moment, limit],
  );
  return due.map((each) => String(each['id']));
}

export function* takeJob(id: string, now: string, leaseSeconds: number): Steps<DueJob | undefined> {
  const moment = milliseconds(now);
  const taken = yield* row(
    `UPDATE jobs SET attempts = attempts + 1, leased_until = ?
      WHERE id = ? AND due <= ? AND leased_until <= ? RETURNING *`,
    ...[moment + leaseSeconds * 1000, id, moment, moment],
  );
  return taken && dueJob(taken);
}

export function* finishJob(id: string): Steps<void> {
  yield* run('DELETE FROM jobs WHERE id = ?', id);
}

export function* postponeJob(id: string, runAt: string, failure?: string): Steps<void> {
  yield* run(
    `UPDATE jobs SET run_at = ?, due = ?, leased_until = 0, failure = coalesce(?, failure)
      WHERE id = ?`,
    // What a peer said may hold any character; a text of PostgreSQL holds no zero.
    ...[runAt, milliseconds(runAt), failure?.replaceAll('\0', '\uFFFD') ?? null, id],
  );
}

export function* failingJobs(limit: number) {
  const failing = yield* rows(
    'SELECT * FROM jobs WHERE failure IS NOT NULL ORDER BY seq LIMIT ?',
    limit,
  );
  return failing.map((row) => ({ ...dueJob(row), failure: String(row['failure']) }));
}

function dueJob(row: Row): DueJob {
  return {
    id: String(row['id']),
    kind: String(row['kind']),
    payload: String(row['payload']),
    runAt: String(row['run_at']),
    attempts: Number(row['attempts']),
  };
}
