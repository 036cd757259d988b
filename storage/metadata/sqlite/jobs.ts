import type { Database } from 'better-sqlite3';
import type { DueJob, NewJob } from '../../../vault/ports/metadata.ts';
import { milliseconds } from '../moment.ts';
import type { Calls } from './calls.ts';
import { type Row, statement } from './rows.ts';

export function insertJobs(db: Database): (jobs: readonly NewJob[]) => void {
  const insert = statement(
    db,
    'INSERT INTO jobs (id, kind, payload, run_at, due) VALUES (?, ?, ?, ?, ?)',
  );
  return (jobs) => {
    for (const job of jobs) {
      insert.run(job.id, job.kind, job.payload, job.runAt, milliseconds(job.runAt));
    }
  };
}

type Jobs = Pick<
  Calls,
  'takeJobs' | 'dueJobs' | 'takeJob' | 'finishJob' | 'postponeJob' | 'failingJobs'
>;

export function jobsTable(db: Database): Jobs {
  const take = statement(
    db,
    `UPDATE jobs SET attempts = attempts + 1, leased_until = ?
      WHERE seq IN (SELECT seq FROM jobs WHERE due <= ? AND leased_until <= ?
                     ORDER BY due, seq LIMIT ?)
      RETURNING *`,
  );
  const due = statement(
    db,
    'SELECT id FROM jobs WHERE due <= ? AND leased_until <= ? ORDER BY due, seq LIMIT ?',
  );
  const takeOne = statement(
    db,
    `UPDATE jobs SET attempts = attempts + 1, leased_until = ?
      WHERE id = ? AND due <= ? AND leased_until <= ? RETURNING *`,
  );
  const remove = statement(db, 'DELETE FROM jobs WHERE id = ?');
  const postpone = statement(
    db,
    `UPDATE jobs SET run_at = ?, due = ?, leased_until = 0, failure = coalesce(?, failure)
      WHERE id = ?`,
  );
  const failing = statement(
    db,
    'SELECT * FROM jobs WHERE failure IS NOT NULL ORDER BY seq LIMIT ?',
  );
  return {
    takeJobs: (now, limit, leaseSeconds) => {
      const moment = milliseconds(now);
      return take
        .all(moment + leaseSeconds * 1000, moment, moment, limit)
        .sort((a, b) => Number(a['due']) - Number(b['due']) || Number(a['seq']) - Number(b['seq']))
        .map(dueJob);
    },
    dueJobs: (now, limit) => {
      const moment = milliseconds(now);
      return due.all(moment, moment, limit).map((row) => String(row['id']));
    },
    takeJob: (id, now, leaseSeconds) => {
      const moment = milliseconds(now);
      const row = takeOne.get(moment + leaseSeconds * 1000, id, moment, moment);
      return row && dueJob(row);
    },
    finishJob: (id) => {
      remove.run(id);
    },
    postponeJob: (id, runAt, failure) => {
      postpone.run(runAt, milliseconds(runAt), failure ?? null, id);
    },
    failingJobs: (limit) =>
      failing.all(limit).map((row) => ({ ...dueJob(row), failure: String(row['failure']) })),
  };
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
