import { setTimeout as wait } from 'node:timers/promises';
import type { ClientBase } from 'pg';

/** The table that the processes share: databases and schemas of others do not meet. */
const SHARED = `'okno_store'::regclass::oid::bigint % 2147483647`;
/** «OKNO» and «OKNP». */
const [LEAD, START] = [0x4f4b4e4f, 0x4f4b4e50];
const KEY = `${LEAD}, (${SHARED})::int`;

export async function takeLock(client: ClientBase): Promise<boolean> {
  const { rows } = await client.query(`SELECT pg_try_advisory_lock(${KEY}) AS taken`);
  return rows[0]?.taken === true;
}

export async function giveLockBack(client: ClientBase): Promise<void> {
  await client.query(`SELECT pg_advisory_unlock(${KEY})`);
}

/** Waits for the end of a transaction in which an earlier leader still writes; later ones are refused. */
export async function beginTerm(client: ClientBase): Promise<number> {
  const { rows } = await client.query('UPDATE okno_store SET term = term + 1 RETURNING term');
  return Number(rows[0]?.term);
}

/** Whether no later term has begun. */
export async function confirmTerm(client: ClientBase, term: number): Promise<boolean> {
  const { rows } = await client.query('SELECT term FROM okno_store');
  return Number(rows[0]?.term) === term;
}

/** A process that hangs keeps its connection, and with it the lock: the server ends that connection. */
export async function endSilentLeader(client: ClientBase, milliseconds: number): Promise<void> {
  await client.query(
    `SELECT pg_terminate_backend(l.pid)
       FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
      WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 2
        AND l.database = a.datid AND a.datname = current_database()
        AND (l.classid::bigint, l.objid::bigint) = (${LEAD}, ${SHARED})
        AND l.pid <> pg_backend_pid()
        AND clock_timestamp() - a.state_change > $1 * interval '1 millisecond'`,
    [milliseconds],
  );
}

/** Milliseconds between two tries. */
const TRY_AGAIN = 100;

/** Processes that start at once do one after another what is done once: keys, the operator's record. */
export async function withStartLock<T>(client: ClientBase, work: () => Promise<T>): Promise<T> {
  const key = `${START}, (${SHARED})::int`;
  // By trying: who waits in a lock is ended by the time limits of statements.
  for (;;) {
    const { rows } = await client.query(`SELECT pg_try_advisory_lock(${key}) AS taken`);
    if (rows[0]?.taken === true) break;
    await wait(TRY_AGAIN);
  }
  try {
    return await work();
  } finally {
    await client.query(`SELECT pg_advisory_unlock(${key})`).catch(() => undefined); // lost: let go
  }
}
