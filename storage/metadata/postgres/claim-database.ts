import pg from 'pg';
import { StorageError } from '../../../vault/ports/storage-error.ts';
import { connectionConfig, type DatabaseAddress } from './connections.ts';
import { postgresError } from './postgres-error.ts';
import { tryLock } from './session-locks.ts';

/**
 * Keeps every process of the service away from the database until the answer is called: what an operator's command
 * changes (keys) they would not see. StorageError `unavailable` when one runs or starts.
 */
export async function claimDatabase(address: DatabaseAddress): Promise<() => Promise<void>> {
  const client = new pg.Client(connectionConfig(address));
  client.on('error', () => undefined); // told by the next query
  try {
    await client.connect();
    if ((await tryLock(client, 'start')) && (await tryLock(client, 'presence'))) {
      return () => client.end();
    }
  } catch (error) {
    await client.end().catch(() => undefined);
    throw postgresError(error);
  }
  await client.end();
  throw new StorageError('unavailable', 'the service runs on this database: stop it first');
}
