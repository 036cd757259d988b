import { setTimeout as wait } from 'node:timers/promises';
import type { ClientBase } from 'pg';

/** The table that the processes share: databases and schemas of others do not meet. */
export const SHARED = `'okno_store'::regclass::oid::bigint % 2147483647`;

/** Locks of a session end with its connection, however its process ends. «OKNO» and what follows it. */
export const LOCKS = {
  /** Held by the process that sequences. */
  lead: 0x4f4b4e4f,
  /** Held while a process does what is done once: keys, the operator's record. */
  start: 0x4f4b4e50,
  /** Held while a process writes a step of the archive: nobody's start waits for that. */
  archive: 0x4f4b4e52,
  /** Shared by the processes of the service; held by a command that needs them stopped. */
  presence: 0x4f4b4e51,
} as const;
type Lock = keyof typeof LOCKS;

const keyOf = (lock: Lock) => `${LOCKS[lock]}, (${SHARED})::int`;

export async function tryLock(
  client: ClientBase,
  lock: Lock,
  how: 'alone' | 'shared' = 'alone',
): Promise<boolean> {
  const take = how === 'alone' ? 'pg_try_advisory_lock' : 'pg_try_advisory_lock_shared';
  const { rows } = await client.query(`SELECT ${take}(${keyOf(lock)}) AS taken`);
  return rows[0]?.taken === true;
}

export async function unlock(client: ClientBase, lock: Lock): Promise<void> {
  await client.query(`SELECT pg_advisory_unlock(${keyOf(lock)})`);
}

/** Milliseconds between two tries. */
const TRY_AGAIN = 100;

/** What processes do one after another: what is done once at a start, and steps of the archive. */
export type TurnLock = 'start' | 'archive';

export async function withLock<T>(
  client: ClientBase,
  lock: TurnLock,
  work: () => Promise<T>,
): Promise<T> {
  // By trying: who waits in a lock is ended by the time limits of statements.
  while (!(await tryLock(client, lock))) await wait(TRY_AGAIN);
  try {
    return await work();
  } finally {
    await unlock(client, lock).catch(() => undefined); // a lost connection has let go
  }
}
