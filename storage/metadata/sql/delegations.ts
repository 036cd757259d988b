import type { DelegationRecord, FixedDelegation } from '../../../vault/model/delegation.ts';
import type { AccessEvent, FixedAccessEvent } from '../../../vault/model/participant.ts';
import { ConflictError } from '../../../vault/ports/storage-error.ts';
import type { Row } from './rows.ts';
import { insertions, type Query, row, rows, type Steps } from './steps.ts';

/** A grant is written once; its revocation once, onto the grant as it is stored. */
export function* writeDelegation(delegation: DelegationRecord): Steps<void> {
  const { id, granterId, delegateId, grantedEntry, revokedEntry } = delegation;
  const record = JSON.stringify(delegation);
  const written =
    revokedEntry === undefined
      ? yield* row(
          `INSERT INTO delegations (id, granter_id, delegate_id, granted_entry, record)
           VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING RETURNING id`,
          ...[id, granterId, delegateId, grantedEntry, record],
        )
      : yield* row(
          `UPDATE delegations SET revoked_entry = ?, record = ?
            WHERE id = ? AND granter_id = ? AND delegate_id = ? AND granted_entry = ?
              AND revoked_entry IS NULL RETURNING id`,
          ...[revokedEntry, record, id, granterId, delegateId, grantedEntry],
        );
  if (written === undefined) {
    throw new ConflictError('stale', `delegation ${id} is not stored as it was read`);
  }
}

export function* delegation(id: string): Steps<FixedDelegation | undefined> {
  return (yield* where('d.id = ?', id))[0];
}

export const delegationsOf = (participantId: string) =>
  where('d.granter_id = ? OR d.delegate_id = ?', participantId, participantId);

function* where(
  condition: string,
  ...values: readonly string[]
): Steps<readonly FixedDelegation[]> {
  const found = yield* rows(
    `SELECT d.record, g.time AS granted_at, r.time AS revoked_at
       FROM delegations d JOIN sequenced g ON g.entry_id = d.granted_entry
       LEFT JOIN sequenced r ON r.entry_id = d.revoked_entry
      WHERE ${condition} ORDER BY d.seq`,
    ...values,
  );
  return found.map(fixedDelegation);
}

function fixedDelegation(found: Row): FixedDelegation {
  const record = JSON.parse(String(found['record'])) as DelegationRecord;
  const revokedAt = found['revoked_at'];
  return {
    ...record,
    grantedAt: String(found['granted_at']),
    ...(typeof revokedAt === 'string' ? { revokedAt } : {}),
  };
}

export function accessEventInsertions(events: readonly AccessEvent[]): readonly Query[] {
  return insertions(
    'access_events (entry, participant_id, event)',
    events.map(({ entry, participantId, event }) => [entry, participantId, event]),
  );
}

export function* accessEvents(since: string): Steps<readonly FixedAccessEvent[]> {
  const found = yield* rows(
    `SELECT a.*, s.time FROM access_events a JOIN sequenced s ON s.entry_id = a.entry
      WHERE s.time >= ? ORDER BY s.position`,
    since,
  );
  return found.map((each) => ({
    participantId: String(each['participant_id']),
    event: String(each['event']) as AccessEvent['event'],
    entry: String(each['entry']),
    at: String(each['time']),
  }));
}
