import type { ClientBase } from 'pg';

/** «OKNO», and the table that the processes share: databases and schemas of others do not meet. */
const KEY = `1330335311, ('okno_store'::regclass::oid::bigint % 2147483647)::int`;

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
        AND (l.classid::bigint, l.objid::bigint) = (1330335311, 'okno_store'::regclass::oid::bigint % 2147483647)
        AND l.pid <> pg_backend_pid()
        AND clock_timestamp() - a.state_change > $1 * interval '1 millisecond'`,
    [milliseconds],
  );
}
