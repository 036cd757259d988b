import { setTimeout as wait } from 'node:timers/promises';
import type { ClientBase } from 'pg';
import type { JournalStore, Metadata } from '../../../vault/ports/metadata.ts';
import { StorageError } from '../../../vault/ports/storage-error.ts';
import { CALLS, type CallName, metadataOver, WRITES } from '../sql/calls.ts';
import type { Steps } from '../sql/steps.ts';
import { type Connections, type DatabaseAddress, openConnections } from './connections.ts';
import { lockTerm } from './lock-term.ts';
import { isConnectionLost, mayBeginAnew } from './postgres-error.ts';
import { runSteps } from './run-steps.ts';
import { migrate } from './schema.ts';
import { type TurnLock, withLock } from './session-locks.ts';
import { inTransaction } from './transaction.ts';

/** For transactions that stand in each other's way: they seldom meet again. */
const ATTEMPTS = 10;
/** Milliseconds before the second attempt at most, twice as many before each further one. */
const FIRST_PAUSE = 5;

export interface PostgresMetadata extends Metadata {
  /** The journal as the leader of a term may write it. */
  readonly journalOf: (term: number) => JournalStore;
  /** Runs `work` while no other process of this database runs its own of the same kind. */
  readonly alone: <T>(kind: TurnLock, work: () => Promise<T>) => Promise<T>;
}

/**
 * Metadata in a PostgreSQL database, shared by any number of processes. Rejects with StorageError `unavailable` when the
 * server does not answer or would not keep what it acknowledges, `corrupt` when the database is not ours.
 */
export async function openPostgresMetadata(address: DatabaseAddress): Promise<PostgresMetadata> {
  const connections = openConnections(address);
  try {
    await connections.use(migrate);
  } catch (error) {
    await connections.close();
    throw error;
  }
  const underWay = new Set<Promise<unknown>>();
  let closed: Promise<void> | undefined;

  const answer = async (
    name: CallName,
    given: readonly unknown[],
    term: number | undefined,
  ): Promise<unknown> => {
    if (closed !== undefined) {
      throw new StorageError('unavailable', 'the metadata store is closed');
    }
    // What the caller changes after the call is not what was committed.
    const parameters = structuredClone(given);
    const steps = () => stepsOf(name, parameters, term);
    const answered = WRITES.has(name) ? write(connections, steps) : read(connections, steps);
    underWay.add(answered);
    return answered.finally(() => underWay.delete(answered));
  };
  const close = () => {
    closed ??= Promise.allSettled(underWay).then(() => connections.close());
    return closed;
  };
  const metadata = (term?: number) =>
    metadataOver(
      (name) =>
        (...parameters) =>
          answer(name, parameters, term) as Promise<never>,
      { wipe: () => connections.use(wipe), close },
    );
  return {
    ...metadata(),
    journalOf: (term) => metadata(term).journal,
    alone: (kind, work) => connections.use((client) => withLock(client, kind, work)),
  };
}

/** Dead rows become free space at once; the log of the server keeps its copies until it reuses the files. */
async function wipe(client: ClientBase): Promise<boolean> {
  await client.query('VACUUM blob_keys');
  return true;
}

function* stepsOf(
  name: CallName,
  parameters: readonly unknown[],
  term: number | undefined,
): Steps<unknown> {
  if (name === 'sequence') yield* lockTerm(term);
  const call = CALLS[name] as (...given: readonly unknown[]) => Steps<unknown>;
  return yield* call(...parameters);
}

async function write<T>(connections: Connections, steps: () => Steps<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await connections.use((client) => inTransaction(client, steps()));
    } catch (error) {
      if (attempt === ATTEMPTS || !mayBeginAnew(error)) throw error;
      await wait(Math.random() * FIRST_PAUSE * 2 ** attempt);
    }
  }
}

/** Asked again once: an idle connection may be found dead only when it is used. */
async function read<T>(connections: Connections, steps: () => Steps<T>): Promise<T> {
  const once = () => connections.use((client) => runSteps(client, steps()));
  try {
    return await once();
  } catch (error) {
    if (!isConnectionLost(error)) throw error;
    return once();
  }
}
