import pg, { type ClientBase, type PoolClient, type PoolConfig } from 'pg';
import { StorageError } from '../../../vault/ports/storage-error.ts';
import { isConnectionLost, postgresError } from './postgres-error.ts';

/** Milliseconds. A statement of ours takes a few; these end what hangs. */
const LIMITS = {
  connectionTimeoutMillis: 10_000,
  statement_timeout: 30_000,
  lock_timeout: 15_000,
  idle_in_transaction_session_timeout: 30_000,
  /** Longer than the server's own limit: the client gives up on a server that is gone without a word. */
  query_timeout: 45_000,
};

/** Connections of one process; the server's own default is 100 for all. */
const CONNECTIONS = 16;

export interface DatabaseAddress {
  /** `postgres://…`, as libpq writes it. */
  readonly url: string;
  /** Over the one in the address. */
  readonly password?: string;
}

export function connectionConfig({ url, password }: DatabaseAddress): PoolConfig {
  return {
    connectionString: password === undefined ? url : withPassword(url, password),
    ...LIMITS,
    application_name: 'okno-vault',
    keepAlive: true,
    pipeline: true,
  };
}

/** pg takes everything from an address once there is one, also an empty password. */
function withPassword(url: string, password: string): string {
  const address = new URL(url);
  address.searchParams.set('password', password);
  return address.href;
}

export interface Connections {
  /** Lends a connection; one on which something was lost is not lent again. Rejects with StorageError. */
  use<T>(work: (client: ClientBase) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Connections that come back by themselves after the server was away; each is checked before it is used. */
export function openConnections(address: DatabaseAddress): Connections {
  const pool = new pg.Pool({
    ...connectionConfig(address),
    max: CONNECTIONS,
    allowExitOnIdle: true,
    onConnect: assertDurable as (client: ClientBase) => void,
  });
  // An idle connection was lost: the pool has dropped it, and the next one is new.
  pool.on('error', () => undefined);
  return {
    async use(work) {
      const client = await connect(pool);
      // A connection lost while it is lent is told by its query as well.
      const ignore = () => undefined;
      client.on('error', ignore);
      let lost = false;
      try {
        return await work(client);
      } catch (error) {
        lost = isConnectionLost(error);
        throw error;
      } finally {
        client.off('error', ignore);
        client.release(lost);
      }
    },
    close: () => pool.end(),
  };
}

async function connect(pool: pg.Pool): Promise<PoolClient> {
  try {
    return await pool.connect();
  } catch (error) {
    throw postgresError(error);
  }
}

/** Without these an answered commit can be lost when the power fails (PostgreSQL, chapter "Reliability"). */
const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  fsync: ['on'],
  full_page_writes: ['on'],
  synchronous_commit: ['on', 'remote_apply', 'remote_write', 'local'],
  server_encoding: ['UTF8'],
  transaction_read_only: ['off'],
};

/** Asked of every new connection, since a server may come back with other settings, or be another. */
export async function assertDurable(client: ClientBase): Promise<void> {
  const names = Object.keys(REQUIRED);
  let rows: readonly { readonly name: string; readonly setting: string }[];
  try {
    ({ rows } = await client.query('SELECT name, setting FROM pg_settings WHERE name = ANY ($1)', [
      names,
    ]));
  } catch (error) {
    throw postgresError(error);
  }
  const found = new Map(rows.map(({ name, setting }) => [name, setting]));
  const wrong = names.filter((name) => !REQUIRED[name]?.includes(found.get(name) ?? ''));
  if (wrong.length === 0) return;
  const said = wrong.map((name) => `${name} = ${found.get(name)} (must be ${REQUIRED[name]?.[0]})`);
  throw new StorageError('unavailable', `PostgreSQL is not durable: ${said.join(', ')}`);
}
