import type { Contract, ContractRevision } from '../../../vault/model/contract.ts';
import type {
  DocumentRecord,
  PlacedVersion,
  VersionRecord,
} from '../../../vault/model/document.ts';
import type { Participant } from '../../../vault/model/participant.ts';
import type {
  IdempotencyRecord,
  SessionRecord,
  VersionName,
} from '../../../vault/ports/metadata.ts';
import { fixedVersion } from '../fixed-version.ts';
import { recordOf, recordsOf } from './rows.ts';
import { row, rows, type Steps } from './steps.ts';

// Lists are in order of commit.

export function* participant(id: string): Steps<Participant | undefined> {
  return recordOf(yield* row('SELECT record FROM participants WHERE id = ?', id));
}

export function* participants(): Steps<readonly Participant[]> {
  return recordsOf(yield* rows('SELECT record FROM participants ORDER BY seq'));
}

export function* contract(id: string): Steps<Contract | undefined> {
  return recordOf(yield* row('SELECT record FROM contracts WHERE id = ?', id));
}

export function* contractsOf(ownerId: string): Steps<readonly Contract[]> {
  return recordsOf(
    yield* rows('SELECT record FROM contracts WHERE owner_id = ? ORDER BY seq', ownerId),
  );
}

export function* contractsByUnk(unk: string): Steps<readonly Contract[]> {
  return recordsOf(yield* rows('SELECT record FROM contracts WHERE unk = ? ORDER BY seq', unk));
}

export function* contractsEverUnder(unk: string): Steps<readonly string[]> {
  const found = yield* rows(
    `SELECT id FROM contracts
      WHERE id IN (SELECT contract_id FROM contract_revisions WHERE unk = ?) ORDER BY seq`,
    unk,
  );
  return found.map((each) => String(each['id']));
}

export function* contractRevisions(id: string): Steps<readonly ContractRevision[]> {
  const found = yield* rows(
    `SELECT r.record, s.time
       FROM contract_revisions r LEFT JOIN sequenced s ON s.entry_id = r.entry
      WHERE r.contract_id = ? AND (r.entry IS NULL OR s.time IS NOT NULL) ORDER BY r.revision`,
    id,
  );
  return found.map((each): ContractRevision => {
    const contract = JSON.parse(String(each['record'])) as Contract;
    const since = each['time'];
    return { contract, ...(typeof since === 'string' ? { since } : {}) };
  });
}

export function* document(id: string): Steps<DocumentRecord | undefined> {
  return recordOf(yield* row('SELECT record FROM documents WHERE id = ?', id));
}

export function* documentsOf(contractId: string): Steps<readonly DocumentRecord[]> {
  return recordsOf(
    yield* rows('SELECT record FROM documents WHERE contract_id = ? ORDER BY seq', contractId),
  );
}

export function* versionsOf(documentId: string): Steps<readonly PlacedVersion[]> {
  const found = yield* rows(
    `SELECT v.record, r.time AS received_at, p.time AS placed_at
       FROM versions v
       JOIN sequenced r ON r.entry_id = v.received_entry
       LEFT JOIN sequenced p ON p.entry_id = v.placed_entry
      WHERE v.document_id = ? ORDER BY v.number`,
    documentId,
  );
  return found.map((each): PlacedVersion => {
    const version = JSON.parse(String(each['record'])) as VersionRecord;
    const { received_at: receivedAt, placed_at: placedAt } = each;
    return fixedVersion(
      version,
      String(receivedAt),
      typeof placedAt === 'string' ? placedAt : undefined,
    );
  });
}

export function* quarantined(): Steps<readonly VersionName[]> {
  const found = yield* rows(
    `SELECT q.document_id, q.number
       FROM quarantine q
       JOIN versions v ON v.document_id = q.document_id AND v.number = q.number
       JOIN sequenced r ON r.entry_id = v.received_entry
      ORDER BY q.document_id, q.number`,
  );
  return found.map((each) => ({
    documentId: String(each['document_id']),
    number: Number(each['number']),
  }));
}

export function* idempotency(
  participantId: string,
  key: string,
): Steps<IdempotencyRecord | undefined> {
  const found = yield* row(
    'SELECT fingerprint, outcome FROM idempotency WHERE participant_id = ? AND key = ?',
    ...[participantId, key],
  );
  if (found === undefined) return undefined;
  const { fingerprint, outcome } = found;
  return { participantId, key, fingerprint: String(fingerprint), outcome: String(outcome) };
}

export function* expiredSessions(moment: string): Steps<number> {
  const found = yield* row('SELECT count(*) AS n FROM sessions WHERE expires_at < ?', moment);
  return Number(found?.['n']);
}

export function* session(tokenHash: string): Steps<SessionRecord | undefined> {
  const found = yield* row(
    'SELECT principal, expires_at FROM sessions WHERE token_hash = ?',
    tokenHash,
  );
  if (found === undefined) return undefined;
  const { principal, expires_at: expiresAt } = found;
  return { tokenHash, principal: String(principal), expiresAt: String(expiresAt) };
}
