import type { BlobKeys } from '../../../vault/ports/blob-keys.ts';
import type { JournalStore, Metadata } from '../../../vault/ports/metadata.ts';
import * as archive from './archive.ts';
import * as blobKeys from './blob-keys.ts';
import * as delegations from './delegations.ts';
import * as jobs from './jobs.ts';
import * as journal from './journal.ts';
import * as records from './records.ts';
import * as requests from './requests.ts';
import * as sendings from './sendings.ts';
import type { Steps } from './steps.ts';
import { commit } from './write-changes.ts';

type InSteps<T> = {
  [K in keyof T]: T[K] extends (...parameters: infer P) => Promise<infer R>
    ? (...parameters: P) => Steps<R>
    : never;
};

/** What an engine answers: the methods of the port, the journal's and those of the keys beside the others. */
export type Calls = InSteps<Omit<Metadata, 'blobKeys' | 'journal' | 'close'>> &
  InSteps<JournalStore> &
  InSteps<Omit<BlobKeys, 'wipe'>>;
export type CallName = keyof Calls;
export type Answer<K extends CallName> = ReturnType<Calls[K]> extends Steps<infer R> ? R : never;

/** Each method of the port in SQL that both engines run. */
export const CALLS: Calls = {
  commit,
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
  quarantined: records.quarantined,
  idempotency: records.idempotency,
  session: records.session,
  expiredSessions: records.expiredSessions,
  sendingsOf: sendings.sendingsOf,
  sendingsTo: sendings.sendingsTo,
  sendingsAnswering: sendings.sendingsAnswering,
  request: requests.request,
  requestsTo: requests.requestsTo,
  requestsBy: requests.requestsBy,
  delegation: delegations.delegation,
  delegationsOf: delegations.delegationsOf,
  accessEvents: delegations.accessEvents,
  takeJobs: jobs.takeJobs,
  dueJobs: jobs.dueJobs,
  takeJob: jobs.takeJob,
  finishJob: jobs.finishJob,
  postponeJob: jobs.postponeJob,
  failingJobs: jobs.failingJobs,
  find: blobKeys.find,
  ofContent: blobKeys.ofContent,
  ofVersion: blobKeys.ofVersion,
  references: blobKeys.referencesOf,
  generations: blobKeys.generations,
  underOther: blobKeys.underOther,
  rewrap: blobKeys.rewrap,
  unarchived: archive.unarchived,
  forgetArchived: archive.forgetArchived,
  pending: journal.pending,
  sequence: journal.sequence,
  head: journal.head,
  checkpoint: journal.checkpoint,
  checkpoints: journal.checkpoints,
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
  'takeJobs',
  'takeJob',
  'finishJob',
  'postponeJob',
  'rewrap',
  'forgetArchived',
  'putSupplement',
  'sequence',
]);

type Call = <K extends CallName>(
  name: K,
) => (...parameters: Parameters<Calls[K]>) => Promise<Answer<K>>;

/** The port over an engine that answers calls by name; `wipe` and `close` each engine does in its own way. */
export function metadataOver(
  call: Call,
  { wipe, close }: Pick<Metadata, 'close'> & Pick<BlobKeys, 'wipe'>,
): Metadata {
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
    quarantined: call('quarantined'),
    sendingsOf: call('sendingsOf'),
    sendingsTo: call('sendingsTo'),
    sendingsAnswering: call('sendingsAnswering'),
    request: call('request'),
    requestsTo: call('requestsTo'),
    requestsBy: call('requestsBy'),
    delegation: call('delegation'),
    delegationsOf: call('delegationsOf'),
    accessEvents: call('accessEvents'),
    idempotency: call('idempotency'),
    session: call('session'),
    expiredSessions: call('expiredSessions'),
    takeJobs: call('takeJobs'),
    dueJobs: call('dueJobs'),
    takeJob: call('takeJob'),
    finishJob: call('finishJob'),
    postponeJob: call('postponeJob'),
    failingJobs: call('failingJobs'),
    blobKeys: {
      find: call('find'),
      ofContent: call('ofContent'),
      ofVersion: call('ofVersion'),
      references: call('references'),
      generations: call('generations'),
      underOther: call('underOther'),
      rewrap: call('rewrap'),
      wipe,
    },
    unarchived: call('unarchived'),
    forgetArchived: call('forgetArchived'),
    journal: {
      pending: call('pending'),
      sequence: call('sequence'),
      head: call('head'),
      checkpoint: call('checkpoint'),
      checkpoints: call('checkpoints'),
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
