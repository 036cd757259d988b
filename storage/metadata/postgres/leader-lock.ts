import type { ClientBase } from 'pg';
import { LOCKS, SHARED } from './session-locks.ts';

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
        AND (l.classid::bigint, l.objid::bigint) = (${LOCKS.lead}, ${SHARED})
        AND l.pid <> pg_backend_pid()
        AND clock_timestamp() - a.state_change > $1 * interval '1 millisecond'`,
    [milliseconds],
  );
}
