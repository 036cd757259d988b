import type { JournalStore, Metadata } from '../../../vault/ports/metadata.ts';
import * as jobs from './jobs.ts';
import * as journal from './journal.ts';
import * as records from './records.ts';
import * as requests from './requests.ts';
import * as sendings from './sendings.ts';
import type { Steps } from './steps.ts';
import { commit, removeSessions } from './write-changes.ts';

type InSteps<T> = {
  [K in keyof T]: T[K] extends (...parameters: infer P) => Promise<infer R>
    ? (...parameters: P) => Steps<R>
    : never;
};

/** What an engine answers: the methods of the port, the journal's beside the others. */
export type Calls = InSteps<Omit<Metadata, 'journal' | 'close'>> & InSteps<JournalStore>;
export type CallName = keyof Calls;
export type Answer<K extends CallName> = ReturnType<Calls[K]> extends Steps<infer R> ? R : never;

/** Each method of the port in SQL that both engines run. */
export const CALLS: Calls = {
  commit,
  removeSessions,
  participant: records.participant,
  participants: records.participants,
  contract: records.contract,
  contractsOf: records.contractsOf,
  contractsByUnk: records.contractsByUnk,
  contractsEverUnder: records.contractsEverUnder,
  contractRevisions: records.contractRevisions,
  document: records.document,
  documentsOf: records.documentsOf,
  versionsOf: records.versionsOf,
  idempotency: records.idempotency,
  session: records.session,
  sendingsOf: sendings.sendingsOf,
  sendingsTo: sendings.sendingsTo,
  sendingsAnswering: sendings.sendingsAnswering,
  request: requests.request,
  requestsTo: requests.requestsTo,
  requestsBy: requests.requestsBy,
  takeJobs: jobs.takeJobs,
  dueJobs: jobs.dueJobs,
  takeJob: jobs.takeJob,
  finishJob: jobs.finishJob,
  postponeJob: jobs.postponeJob,
  failingJobs: jobs.failingJobs,
  pending: journal.pending,
  sequence: journal.sequence,
  head: journal.head,
  entry: journal.entry,
  entries: journal.entries,
  nodes: journal.nodes,
  receipt: journal.receipt,
  putSupplement: journal.putSupplement,
  supplements: journal.supplements,
};

/** These change something: the engine gives them a transaction, `sequence` one of its own. */
export const WRITES: ReadonlySet<string> = new Set<CallName>([
  'commit',
  'removeSessions',
  'takeJobs',
  'takeJob',
  'finishJob',
  'postponeJob',
  'putSupplement',
  'sequence',
]);

type Call = <K extends CallName>(
  name: K,
) => (...parameters: Parameters<Calls[K]>) => Promise<Answer<K>>;

/** The port over an engine that answers calls by name. */
export function metadataOver(call: Call, close: () => Promise<void>): Metadata {
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
    close,
  };
}
