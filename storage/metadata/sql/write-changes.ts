import { failpoint } from '../../../faults/failpoint.ts';
import type { Contract } from '../../../vault/model/contract.ts';
import type { DocumentRecord, VersionRecord } from '../../../vault/model/document.ts';
import type { Participant } from '../../../vault/model/participant.ts';
import type {
  Changes,
  IdempotencyRecord,
  ParticipantChange,
  SessionChange,
  SessionRecord,
} from '../../../vault/ports/metadata.ts';
import { ConflictError, StorageError } from '../../../vault/ports/storage-error.ts';
import { withoutKeys } from '../named-blobs.ts';
import { changesInsertion } from './archive.ts';
import { eraseKey, nameBlobs, nameMade } from './blob-keys.ts';
import { accessEventInsertions, writeDelegation } from './delegations.ts';
import { jobInsertions } from './jobs.ts';
import { entryInsertions, eraseEntry } from './journal.ts';
import { requestInsertions } from './requests.ts';
import { sendingInsertions } from './sendings.ts';
import { type Query, query, row, run, type Steps } from './steps.ts';
import { quarantineRow, writeJudgement } from './write-judgement.ts';

/**
 * Writes one member's changes inside the transaction or savepoint that the engine holds. Whether somebody else
 * was first is asked of the statement that writes, never of one before it.
 */
export function* commit(changes: Changes): Steps<void> {
  yield [
    ...(changes.participants ?? []).map(participantUpsert),
    ...entryInsertions(changes.entries ?? []),
  ];
  for (const each of changes.participantChanges ?? []) yield* changeParticipant(each);
  for (const each of changes.contracts ?? []) yield* writeContract(each, changes.contractsEntry);
  for (const each of changes.documents ?? []) yield* writeDocument(each);
  for (const each of changes.versions ?? []) yield* writeVersion(each);
  for (const each of changes.judgements ?? []) yield* writeJudgement(each);
  if (changes.made !== undefined) yield* nameMade(changes.made);
  for (const each of changes.erasures ?? []) yield* eraseKey(each);
  for (const each of changes.entryErasures ?? []) yield* eraseEntry(each);
  yield requestInsertions(changes.requests ?? []);
  yield sendingInsertions(changes.sendings ?? []);
  for (const each of changes.delegations ?? []) yield* writeDelegation(each);
  yield accessEventInsertions(changes.accessEvents ?? []);
  if (changes.idempotency !== undefined) yield* writeIdempotency(changes.idempotency);
  for (const each of changes.sessionChanges ?? []) yield* changeSession(each);
  if (changes.forgetSessions !== undefined) yield* removeSessions(changes.forgetSessions);
  yield [...(changes.sessions ?? []).map(sessionUpsert), ...jobInsertions(changes.jobs ?? [])];
  yield changesInsertion(changes);
  failpoint('commit/written');
}

function participantUpsert(participant: Participant): Query {
  return query(
    `INSERT INTO participants (id, record) VALUES (?, ?)
     ON CONFLICT (id) DO UPDATE SET record = excluded.record`,
    ...[participant.id, JSON.stringify(participant)],
  );
}

/** The records are compared as text: what was read out of this row and is written back is the same text. */
function* changeParticipant({ before, after }: ParticipantChange): Steps<void> {
  const written = yield* row(
    'UPDATE participants SET record = ? WHERE id = ? AND record = ? RETURNING id',
    ...[JSON.stringify(after), before.id, JSON.stringify(before)],
  );
  if (written === undefined || after.id !== before.id) {
    throw new ConflictError('stale', `participant ${before.id} is not stored as it was read`);
  }
}

function* writeContract(contract: Contract, entry?: string): Steps<void> {
  const { id, ownerId, unk = null, revision } = contract;
  const record = JSON.stringify(contract);
  const written =
    revision === 1
      ? yield* row(
          `INSERT INTO contracts (id, owner_id, unk, revision, record) VALUES (?, ?, ?, 1, ?)
           ON CONFLICT (id) DO NOTHING RETURNING id`,
          ...[id, ownerId, unk, record],
        )
      : yield* row(
          `UPDATE contracts SET unk = ?, revision = ?, record = ?
            WHERE id = ? AND owner_id = ? AND revision = ? RETURNING id`,
          ...[unk, revision, record, id, ownerId, revision - 1],
        );
  if (written === undefined) yield* refuseContract(contract);
  yield* run(
    `INSERT INTO contract_revisions (contract_id, revision, unk, entry, record)
     VALUES (?, ?, ?, ?, ?)`,
    ...[id, revision, unk, entry ?? null, record],
  );
}

function* refuseContract({ id, ownerId, revision }: Contract): Steps<never> {
  const stored = yield* row('SELECT revision, owner_id FROM contracts WHERE id = ?', id);
  const previous = Number(stored?.['revision'] ?? 0);
  if (stored !== undefined && stored['owner_id'] !== ownerId && revision === previous + 1) {
    throw new StorageError('corrupt', `contract ${id} belongs to ${String(stored['owner_id'])}`);
  }
  throw new ConflictError('stale', `contract ${id}: revision ${revision} after ${previous}`);
}

function* writeDocument(document: DocumentRecord): Steps<void> {
  const { id, contractId, ownerId } = document;
  const written = yield* row(
    `INSERT INTO documents (id, contract_id, owner_id, record) VALUES (?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET record = excluded.record
       WHERE documents.contract_id = excluded.contract_id
         AND documents.owner_id = excluded.owner_id
     RETURNING id`,
    ...[id, contractId, ownerId, JSON.stringify(document)],
  );
  if (written === undefined) {
    throw new StorageError('corrupt', `document ${id} belongs to another contract or owner`);
  }
}

function* writeVersion(version: VersionRecord): Steps<void> {
  const { documentId, number, receivedEntry, placedEntry = null } = version;
  const written = yield* row(
    `INSERT INTO versions (document_id, number, received_entry, placed_entry, record)
     VALUES (?, ?, ?, ?, ?) ON CONFLICT (document_id, number) DO NOTHING RETURNING number`,
    ...[documentId, number, receivedEntry, placedEntry, JSON.stringify(withoutKeys(version))],
  );
  if (written === undefined) {
    throw new ConflictError('version-exists', `document ${documentId} has a version ${number}`);
  }
  yield* nameBlobs(version);
  if (version.state === 'quarantined') yield [quarantineRow(version)];
}

function* writeIdempotency(record: IdempotencyRecord): Steps<void> {
  const { participantId, key, fingerprint, outcome } = record;
  const written = yield* row(
    `INSERT INTO idempotency (participant_id, key, fingerprint, outcome) VALUES (?, ?, ?, ?)
     ON CONFLICT (participant_id, key) DO NOTHING RETURNING key`,
    ...[participantId, key, fingerprint, outcome],
  );
  if (written === undefined) {
    throw new ConflictError('key-exists', `idempotency key ${key} is taken`);
  }
}

function sessionUpsert({ tokenHash, principal, expiresAt }: SessionRecord): Query {
  return query(
    `INSERT INTO sessions (token_hash, principal, expires_at) VALUES (?, ?, ?)
     ON CONFLICT (token_hash) DO UPDATE
       SET principal = excluded.principal, expires_at = excluded.expires_at`,
    ...[tokenHash, principal, expiresAt],
  );
}

function* changeSession({ before, after }: SessionChange): Steps<void> {
  const written = yield* row(
    `UPDATE sessions SET principal = ?, expires_at = ?
      WHERE token_hash = ? AND principal = ? AND expires_at = ? RETURNING token_hash`,
    ...[after.principal, after.expiresAt, before.tokenHash, before.principal, before.expiresAt],
  );
  if (written === undefined || after.tokenHash !== before.tokenHash) {
    throw new ConflictError('stale', 'the session is not stored as it was read');
  }
}

/** ISO 8601 in UTC, always with milliseconds: the order of the texts is that of the moments. */
function* removeSessions(moment: string): Steps<void> {
  yield* run('DELETE FROM sessions WHERE expires_at < ?', moment);
}
