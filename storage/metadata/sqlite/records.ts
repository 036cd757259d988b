import type { Database } from 'better-sqlite3';
import type { Contract, ContractRevision } from '../../../vault/model/contract.ts';
import type {
  DocumentRecord,
  PlacedVersion,
  VersionRecord,
} from '../../../vault/model/document.ts';
import type { Participant } from '../../../vault/model/participant.ts';
import type { Calls } from './calls.ts';
import { recordOf, recordsOf, statement } from './rows.ts';

type Records = Pick<
  Calls,
  | 'participant'
  | 'participants'
  | 'contract'
  | 'contractsOf'
  | 'contractsByUnk'
  | 'contractsEverUnder'
  | 'contractRevisions'
  | 'document'
  | 'documentsOf'
  | 'versionsOf'
  | 'idempotency'
  | 'session'
>;

/** Lists are in order of commit. */
export function readRecords(db: Database): Records {
  const participant = statement(db, 'SELECT record FROM participants WHERE id = ?');
  const participants = statement(db, 'SELECT record FROM participants ORDER BY seq');
  const contract = statement(db, 'SELECT record FROM contracts WHERE id = ?');
  const byOwner = statement(db, 'SELECT record FROM contracts WHERE owner_id = ? ORDER BY seq');
  const byUnk = statement(db, 'SELECT record FROM contracts WHERE unk = ? ORDER BY seq');
  const everUnder = statement(
    db,
    `SELECT id FROM contracts
      WHERE id IN (SELECT contract_id FROM contract_revisions WHERE unk = ?) ORDER BY seq`,
  );
  const revisions = statement(
    db,
    `SELECT r.record, s.time
       FROM contract_revisions r LEFT JOIN sequenced s ON s.entry_id = r.entry
      WHERE r.contract_id = ? AND (r.entry IS NULL OR s.time IS NOT NULL) ORDER BY r.revision`,
  );
  const document = statement(db, 'SELECT record FROM documents WHERE id = ?');
  const documents = statement(
    db,
    'SELECT record FROM documents WHERE contract_id = ? ORDER BY seq',
  );
  const versions = statement(
    db,
    `SELECT v.record, r.time AS received_at, p.time AS placed_at
       FROM versions v
       JOIN sequenced r ON r.entry_id = v.received_entry
       LEFT JOIN sequenced p ON p.entry_id = v.placed_entry
      WHERE v.document_id = ? ORDER BY v.number`,
  );
  const idempotency = statement(
    db,
    'SELECT fingerprint, outcome FROM idempotency WHERE participant_id = ? AND key = ?',
  );
  const session = statement(db, 'SELECT principal, expires_at FROM sessions WHERE token_hash = ?');

  return {
    participant: (id) => recordOf<Participant>(participant.get(id)),
    participants: () => recordsOf<Participant>(participants.all()),
    contract: (id) => recordOf<Contract>(contract.get(id)),
    contractsOf: (ownerId) => recordsOf<Contract>(byOwner.all(ownerId)),
    contractsByUnk: (unk) => recordsOf<Contract>(byUnk.all(unk)),
    contractsEverUnder: (unk) => everUnder.all(unk).map((row) => String(row['id'])),
    contractRevisions: (id) =>
      revisions.all(id).map((row): ContractRevision => {
        const contract = JSON.parse(String(row['record'])) as Contract;
        const since = row['time'];
        return { contract, ...(typeof since === 'string' ? { since } : {}) };
      }),
    document: (id) => recordOf<DocumentRecord>(document.get(id)),
    documentsOf: (contractId) => recordsOf<DocumentRecord>(documents.all(contractId)),
    versionsOf: (documentId) =>
      versions.all(documentId).map((row): PlacedVersion => {
        const version = JSON.parse(String(row['record'])) as VersionRecord;
        const placedAt = row['placed_at'];
        return {
          ...version,
          receivedAt: String(row['received_at']),
          ...(typeof placedAt === 'string' ? { placedAt } : {}),
        };
      }),
    idempotency: (participantId, key) => {
      const row = idempotency.get(participantId, key);
      if (row === undefined) return undefined;
      const { fingerprint, outcome } = row;
      return { participantId, key, fingerprint: String(fingerprint), outcome: String(outcome) };
    },
    session: (tokenHash) => {
      const row = session.get(tokenHash);
      if (row === undefined) return undefined;
      const { principal, expires_at: expiresAt } = row;
      return { tokenHash, principal: String(principal), expiresAt: String(expiresAt) };
    },
  };
}
