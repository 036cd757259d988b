import type { Database } from 'better-sqlite3';
import type { Contract } from '../../../vault/model/contract.ts';
import type { DocumentRecord, VersionRecord } from '../../../vault/model/document.ts';
import type { Participant } from '../../../vault/model/participant.ts';
import type { Changes, IdempotencyRecord, SessionRecord } from '../../../vault/ports/metadata.ts';
import { ConflictError, StorageError } from '../../../vault/ports/storage-error.ts';
import { insertJobs } from './jobs.ts';
import { insertEntries } from './journal.ts';
import { requestWriter } from './requests.ts';
import { statement } from './rows.ts';
import { sendingWriter } from './sendings.ts';
import { judgementWriter } from './write-judgement.ts';

/** Writes one member's changes inside the savepoint that the caller holds. */
export function writeChanges(db: Database): (changes: Changes) => void {
  const participant = participantWriter(db);
  const contract = contractWriter(db);
  const document = documentWriter(db);
  const entries = insertEntries(db);
  const version = versionWriter(db);
  const judgement = judgementWriter(db);
  const request = requestWriter(db);
  const sending = sendingWriter(db);
  const idempotency = idempotencyWriter(db);
  const session = sessionWriter(db);
  const jobs = insertJobs(db);
  return (changes) => {
    for (const each of changes.participants ?? []) participant(each);
    entries(changes.entries ?? []);
    for (const each of changes.contracts ?? []) contract(each, changes.contractsEntry);
    for (const each of changes.documents ?? []) document(each);
    for (const each of changes.versions ?? []) version(each);
    for (const each of changes.judgements ?? []) judgement(each);
    for (const each of changes.requests ?? []) request(each);
    for (const each of changes.sendings ?? []) sending(each);
    if (changes.idempotency !== undefined) idempotency(changes.idempotency);
    for (const each of changes.sessions ?? []) session(each);
    jobs(changes.jobs ?? []);
  };
}

function participantWriter(db: Database): (participant: Participant) => void {
  const put = statement(
    db,
    `INSERT INTO participants (id, record) VALUES (?, ?)
     ON CONFLICT (id) DO UPDATE SET record = excluded.record`,
  );
  return (participant) => put.run(participant.id, JSON.stringify(participant));
}

function contractWriter(db: Database): (contract: Contract, entry?: string) => void {
  const find = statement(db, 'SELECT revision, owner_id FROM contracts WHERE id = ?');
  const put = statement(
    db,
    `INSERT INTO contracts (id, owner_id, unk, revision, record) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE
       SET unk = excluded.unk, revision = excluded.revision, record = excluded.record`,
  );
  const keep = statement(
    db,
    `INSERT INTO contract_revisions (contract_id, revision, unk, entry, record)
     VALUES (?, ?, ?, ?, ?)`,
  );
  return (contract, entry) => {
    const { id, ownerId, unk, revision } = contract;
    const stored = find.get(id);
    const previous = Number(stored?.['revision'] ?? 0);
    if (revision !== previous + 1) {
      throw new ConflictError('stale', `contract ${id}: revision ${revision} after ${previous}`);
    }
    if (stored !== undefined && stored['owner_id'] !== ownerId) {
      throw new StorageError('corrupt', `contract ${id} belongs to ${String(stored['owner_id'])}`);
    }
    const record = JSON.stringify(contract);
    put.run(id, ownerId, unk ?? null, revision, record);
    keep.run(id, revision, unk ?? null, entry ?? null, record);
  };
}

function documentWriter(db: Database): (document: DocumentRecord) => void {
  const put = statement(
    db,
    `INSERT INTO documents (id, contract_id, owner_id, record) VALUES (?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET record = excluded.record
       WHERE contract_id = excluded.contract_id AND owner_id = excluded.owner_id`,
  );
  return (document) => {
    const { id, contractId, ownerId } = document;
    if (put.run(id, contractId, ownerId, JSON.stringify(document)).changes !== 1) {
      throw new StorageError('corrupt', `document ${id} belongs to another contract or owner`);
    }
  };
}

function versionWriter(db: Database): (version: VersionRecord) => void {
  const find = statement(db, 'SELECT 1 FROM versions WHERE document_id = ? AND number = ?');
  const insert = statement(
    db,
    `INSERT INTO versions (document_id, number, received_entry, placed_entry, record)
     VALUES (?, ?, ?, ?, ?)`,
  );
  return (version) => {
    const { documentId, number, receivedEntry, placedEntry } = version;
    if (find.get(documentId, number) !== undefined) {
      throw new ConflictError('version-exists', `document ${documentId} has a version ${number}`);
    }
    insert.run(documentId, number, receivedEntry, placedEntry ?? null, JSON.stringify(version));
  };
}

function idempotencyWriter(db: Database): (record: IdempotencyRecord) => void {
  const insert = statement(
    db,
    `INSERT INTO idempotency (participant_id, key, fingerprint, outcome) VALUES (?, ?, ?, ?)
     ON CONFLICT DO NOTHING`,
  );
  return ({ participantId, key, fingerprint, outcome }) => {
    if (insert.run(participantId, key, fingerprint, outcome).changes !== 1) {
      throw new ConflictError('key-exists', `idempotency key ${key} is taken`);
    }
  };
}

/** ISO 8601 in UTC, always with milliseconds: the order of the texts is that of the moments. */
export function sessionRemover(db: Database): (moment: string) => void {
  const remove = statement(db, 'DELETE FROM sessions WHERE expires_at < ?');
  return (moment) => {
    remove.run(moment);
  };
}

function sessionWriter(db: Database): (session: SessionRecord) => void {
  const put = statement(
    db,
    `INSERT INTO sessions (token_hash, principal, expires_at) VALUES (?, ?, ?)
     ON CONFLICT (token_hash) DO UPDATE
       SET principal = excluded.principal, expires_at = excluded.expires_at`,
  );
  return ({ tokenHash, principal, expiresAt }) => put.run(tokenHash, principal, expiresAt);
}
