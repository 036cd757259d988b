import type { Contract } from '../../vault/model/contract.ts';
import type { DelegationRecord } from '../../vault/model/delegation.ts';
import type { DocumentRecord, VersionRecord } from '../../vault/model/document.ts';
import type { AccessEvent } from '../../vault/model/participant.ts';
import type { RequestRecord } from '../../vault/model/request.ts';
import type { SendingRecord } from '../../vault/model/sending.ts';
import type {
  Changes,
  IdempotencyRecord,
  NewJob,
  ParticipantChange,
  SessionChange,
  VersionJudgement,
} from '../../vault/ports/metadata.ts';
import { ConflictError, StorageError } from '../../vault/ports/storage-error.ts';
import { changesRecord } from '../metadata/archived-change.ts';
import { judgedVersion } from '../metadata/judged-version.ts';
import { milliseconds } from '../metadata/moment.ts';
import { withoutKeys } from '../metadata/named-blobs.ts';
import { eraseKey, nameBlobs, nameMade } from './apply-blobs.ts';
import { eraseEntry } from './erase-entry.ts';
import type { Tables } from './tables.ts';

/** Applies all of `changes` to the draft; the caller throws the draft away when this throws. */
export function applyChanges(draft: Tables, changes: Changes): void {
  for (const each of changes.participants ?? []) draft.participants.set(each.id, each);
  for (const each of changes.entries ?? []) insert(draft.entries, each, 'journal entry');
  for (const each of changes.participantChanges ?? []) changeParticipant(draft, each);
  for (const each of changes.contracts ?? []) putContract(draft, each, changes.contractsEntry);
  for (const each of changes.documents ?? []) putDocument(draft, each);
  for (const each of changes.versions ?? []) insertVersion(draft, each);
  for (const each of changes.judgements ?? []) applyJudgement(draft, each);
  if (changes.made !== undefined) nameMade(draft, changes.made);
  for (const each of changes.erasures ?? []) eraseKey(draft, each);
  for (const each of changes.entryErasures ?? []) eraseEntry(draft, each);
  for (const each of changes.requests ?? []) insertRequest(draft, each);
  for (const each of changes.sendings ?? []) insertSending(draft, each);
  for (const each of changes.delegations ?? []) putDelegation(draft, each);
  for (const each of changes.accessEvents ?? []) insertAccessEvent(draft, each);
  if (changes.idempotency !== undefined) insertIdempotency(draft, changes.idempotency);
  for (const each of changes.sessionChanges ?? []) changeSession(draft, each);
  forgetSessions(draft, changes.forgetSessions ?? '');
  for (const each of changes.sessions ?? []) draft.sessions.set(each.tokenHash, each);
  addJobs(draft, changes.jobs ?? []);
  const record = changesRecord(changes);
  if (record !== undefined) noteForArchive(draft, record);
}

export function noteForArchive(draft: Tables, record: string): void {
  draft.archivePosition += 1;
  draft.unarchived.set(draft.archivePosition, record);
}

export function addJobs(draft: Tables, jobs: readonly NewJob[]): void {
  for (const each of jobs) insertJob(draft, each);
}

function insert<T extends { readonly id: string }>(table: Map<string, T>, row: T, what: string) {
  if (table.has(row.id)) throw new StorageError('corrupt', `${what} ${row.id} exists already`);
  table.set(row.id, row);
}

function changeParticipant(draft: Tables, { before, after }: ParticipantChange): void {
  const stored = JSON.stringify(draft.participants.get(before.id));
  if (stored !== JSON.stringify(before) || after.id !== before.id) {
    throw new ConflictError('stale', `participant ${before.id} is not stored as it was read`);
  }
  draft.participants.set(after.id, after);
}

function putContract(draft: Tables, contract: Contract, entry: string | undefined): void {
  const stored = draft.contracts.get(contract.id);
  if (contract.revision !== (stored?.revision ?? 0) + 1) {
    throw new ConflictError(
      'stale',
      `contract ${contract.id}: revision ${contract.revision} after ${stored?.revision ?? 0}`,
    );
  }
  if (stored !== undefined && stored.ownerId !== contract.ownerId) {
    throw new StorageError('corrupt', `contract ${contract.id} belongs to ${stored.ownerId}`);
  }
  if (entry !== undefined && !draft.entries.has(entry)) {
    throw new StorageError('corrupt', `contract ${contract.id} refers to no entry ${entry}`);
  }
  draft.contracts.set(contract.id, contract);
  draft.contractRevisions.push({ contract, ...(entry === undefined ? {} : { entry }) });
}

function putDocument(draft: Tables, document: DocumentRecord): void {
  if (!draft.contracts.has(document.contractId)) {
    throw new StorageError('corrupt', `document ${document.id} refers to no contract`);
  }
  const stored = draft.documents.get(document.id);
  if (
    stored !== undefined &&
    (stored.contractId !== document.contractId || stored.ownerId !== document.ownerId)
  ) {
    throw new StorageError('corrupt', `document ${document.id} belongs to ${stored.contractId}`);
  }
  draft.documents.set(document.id, document);
}

function insertVersion(draft: Tables, version: VersionRecord): void {
  const key = versionKey(version);
  if (draft.versions.has(key)) {
    throw new ConflictError(
      'version-exists',
      `document ${version.documentId} has a version ${version.number}`,
    );
  }
  putVersion(draft, withoutKeys(version));
  nameBlobs(draft, version);
}

function applyJudgement(draft: Tables, judgement: VersionJudgement): void {
  const judged = judgedVersion(draft.versions.get(versionKey(judgement)), judgement);
  putVersion(draft, withoutKeys(judged));
  nameBlobs(draft, judgement);
}

function versionKey({ documentId, number }: Pick<VersionRecord, 'documentId' | 'number'>): string {
  return JSON.stringify([documentId, number]);
}

function putVersion(draft: Tables, version: VersionRecord): void {
  const entries = [version.receivedEntry, version.placedEntry ?? version.receivedEntry];
  if (!draft.documents.has(version.documentId) || entries.some((id) => !hasEntry(draft, id))) {
    throw new StorageError(
      'corrupt',
      `version ${version.number} of document ${version.documentId} refers to what is not there`,
    );
  }
  draft.versions.set(versionKey(version), version);
}

function hasEntry({ entries, sequencedById }: Tables, id: string): boolean {
  return entries.has(id) || sequencedById.has(id);
}

function insertRequest(draft: Tables, request: RequestRecord): void {
  const { requesterId, exporterId, arrivedEntry } = request;
  const known = [requesterId, exporterId].every((id) => draft.participants.has(id));
  if (!known || !hasEntry(draft, arrivedEntry)) {
    throw new StorageError('corrupt', `request ${request.id} refers to what is not there`);
  }
  insert(draft.requests, request, 'request');
}

function insertSending(draft: Tables, sending: SendingRecord): void {
  const { documentId, version: number, addresseeId, sentEntry, deliveredEntry } = sending;
  if (
    !draft.versions.has(versionKey({ documentId, number })) ||
    !draft.participants.has(addresseeId) ||
    [sentEntry, deliveredEntry].some((id) => !hasEntry(draft, id)) ||
    (sending.answers !== undefined && !draft.requests.has(sending.answers.request))
  ) {
    throw new StorageError('corrupt', `sending ${sending.id} refers to what is not there`);
  }
  insert(draft.sendings, sending, 'sending');
}

function putDelegation(draft: Tables, delegation: DelegationRecord): void {
  const { id, granterId, delegateId, grantedEntry, revokedEntry } = delegation;
  const stored = draft.delegations.get(id);
  const fits =
    revokedEntry === undefined
      ? stored === undefined
      : stored?.revokedEntry === undefined &&
        stored?.granterId === granterId &&
        stored.delegateId === delegateId &&
        stored.grantedEntry === grantedEntry;
  if (!fits) throw new ConflictError('stale', `delegation ${id} is not stored as it was read`);
  const known = [granterId, delegateId].every((each) => draft.participants.has(each));
  const entries = [grantedEntry, revokedEntry ?? grantedEntry];
  if (!known || entries.some((entry) => !hasEntry(draft, entry))) {
    throw new StorageError('corrupt', `delegation ${id} refers to what is not there`);
  }
  draft.delegations.set(id, delegation);
}

function insertAccessEvent(draft: Tables, event: AccessEvent): void {
  const { entry, participantId } = event;
  if (!draft.participants.has(participantId) || !hasEntry(draft, entry)) {
    throw new StorageError('corrupt', `access event ${entry} refers to what is not there`);
  }
  if (draft.accessEvents.has(entry)) {
    throw new StorageError('corrupt', `access event ${entry} exists already`);
  }
  draft.accessEvents.set(entry, event);
}

function insertIdempotency(draft: Tables, record: IdempotencyRecord): void {
  const key = JSON.stringify([record.participantId, record.key]);
  if (draft.idempotency.has(key)) {
    throw new ConflictError('key-exists', `idempotency key ${record.key} is taken`);
  }
  draft.idempotency.set(key, record);
}

function insertJob(draft: Tables, job: NewJob): void {
  milliseconds(job.runAt);
  insert(draft.jobs, { ...job, attempts: 0 }, 'job');
}

function changeSession({ sessions }: Tables, { before, after }: SessionChange): void {
  const stored = sessions.get(before.tokenHash);
  const same = stored?.principal === before.principal && stored.expiresAt === before.expiresAt;
  if (!same || after.tokenHash !== before.tokenHash) {
    throw new ConflictError('stale', 'the session is not stored as it was read');
  }
  sessions.set(after.tokenHash, after);
}

function forgetSessions({ sessions }: Tables, moment: string): void {
  for (const { tokenHash, expiresAt } of sessions.values()) {
    if (expiresAt < moment) sessions.delete(tokenHash);
  }
}
