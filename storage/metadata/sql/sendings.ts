import type { FixedSending, SendingRecord } from '../../../vault/model/sending.ts';
import type { Row } from './rows.ts';
import { insertions, type Query, rows, type Steps } from './steps.ts';

/** Foreign keys refuse a sending of what is not there, or to nobody. */
export function sendingInsertions(sendings: readonly SendingRecord[]): readonly Query[] {
  return insertions(
    `sendings
       (id, document_id, number, addressee_id, sent_entry, delivered_entry, request_id, record)`,
    sendings.map((sending) => {
      const { id, documentId, version, addresseeId, sentEntry, deliveredEntry } = sending;
      const request = sending.answers?.request ?? null;
      const record = JSON.stringify(sending);
      return [id, documentId, version, addresseeId, sentEntry, deliveredEntry, request, record];
    }),
  );
}

export const sendingsOf = (documentId: string) => where('document_id', documentId);
export const sendingsTo = (addresseeId: string) => where('addressee_id', addresseeId);
export const sendingsAnswering = (requestId: string) => where('request_id', requestId);

function* where(
  column: 'document_id' | 'addressee_id' | 'request_id',
  value: string,
): Steps<readonly FixedSending[]> {
  const found = yield* rows(
    `SELECT x.record, s.time AS sent_at, d.time AS delivered_at
       FROM sendings x
       JOIN sequenced s ON s.entry_id = x.sent_entry
       JOIN sequenced d ON d.entry_id = x.delivered_entry
      WHERE x.${column} = ? ORDER BY x.seq`,
    value,
  );
  return found.map(fixedSending);
}

function fixedSending(row: Row): FixedSending {
  const sending = JSON.parse(String(row['record'])) as SendingRecord;
  const { sent_at: sentAt, delivered_at: deliveredAt } = row;
  return { ...sending, sentAt: String(sentAt), deliveredAt: String(deliveredAt) };
}
