import { dirname, resolve } from 'node:path';
import type { Metadata } from '../../../vault/ports/metadata.ts';
import { DurableFolders } from '../../files/durable-folders.ts';
import { portError } from '../../files/system-error.ts';
import type { Calls } from './calls.ts';
import { startWorker } from './worker-client.ts';

/**
 * Metadata in one SQLite file (WAL, synchronous=FULL), written by one thread of one process. Rejects with
 * StorageError `unavailable` when another process writes the file, `corrupt` when it is not ours.
 */
export async function openSqliteMetadata(options: { readonly file: string }): Promise<Metadata> {
  const file = resolve(options.file);
  try {
    await new DurableFolders().make(dirname(file));
  } catch (error) {
    throw portError(error);
  }
  const client = await startWorker(file);
  const call =
    <K extends keyof Calls>(name: K) =>
    (...parameters: Parameters<Calls[K]>) =>
      client.ask(name, parameters);
  return {
    commit: call('commit'),
    participant: call('participant'),
    participants: call('participants'),
    contract: call('contract'),
    contractsOf: call('contractsOf'),
    contractsByUnk: call('contractsByUnk'),
    contractsEverUnder: call('contractsEverUnder'),
    contractRevisions: call('contractRevisions'),
    document: call('document'),
    documentsOf: call('documentsOf'),
    versionsOf: call('versionsOf'),
    sendingsOf: call('sendingsOf'),
    sendingsTo: call('sendingsTo'),
    sendingsAnswering: call('sendingsAnswering'),
    request: call('request'),
    requestsTo: call('requestsTo'),
    requestsBy: call('requestsBy'),
    idempotency: call('idempotency'),
    session: call('session'),
    removeSessions: call('removeSessions'),
    takeJobs: call('takeJobs'),
    dueJobs: call('dueJobs'),
    takeJob: call('takeJob'),
    finishJob: call('finishJob'),
    postponeJob: call('postponeJob'),
    failingJobs: call('failingJobs'),
    journal: {
      pending: call('pending'),
      sequence: call('sequence'),
      head: call('head'),
      entry: call('entry'),
      entries: call('entries'),
      nodes: call('nodes'),
      receipt: call('receipt'),
      putSupplement: call('putSupplement'),
      supplements: call('supplements'),
    },
    close: () => client.close(),
  };
}
