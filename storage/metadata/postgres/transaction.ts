import type { ClientBase } from 'pg';
import { StorageError } from '../../../vault/ports/storage-error.ts';
import type { Steps } from '../sql/steps.ts';
import { postgresError } from './postgres-error.ts';
import { runSteps } from './run-steps.ts';

/** Runs steps in one transaction: durable when it resolves, nothing is left when it rejects. */
export async function inTransaction<T>(client: ClientBase, steps: Steps<T>): Promise<T> {
  // Sent in front of the first statement, not waited for: what fails there fails that one too.
  const begun = client.query('BEGIN').catch((error: unknown) => {
    throw postgresError(error);
  });
  try {
    const [value] = await Promise.all([runSteps(client, steps), begun]);
    await commit(client);
    return value;
  } catch (error) {
    await begun.catch(() => undefined);
    await client.query('ROLLBACK').catch(() => undefined); // a lost connection rolls back by itself
    throw error;
  }
}

async function commit(client: ClientBase): Promise<void> {
  let command: string;
  try {
    ({ command } = await client.query('COMMIT'));
  } catch (error) {
    throw postgresError(error);
  }
  // A transaction that has failed answers COMMIT by ROLLBACK, and without an error.
  if (command !== 'COMMIT')
    throw new StorageError('unavailable', 'the transaction was rolled back');
}
