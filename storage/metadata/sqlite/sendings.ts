import type { Database } from 'better-sqlite3';
import type { FixedSending, SendingRecord } from '../../../vault/model/sending.ts';
import type { Calls } from './calls.ts';
import { type Row, statement } from './rows.ts';

/** Foreign keys refuse a sending of what is not there, or to nobody. */
export function sendingWriter(db: Database): (sending: SendingRecord) => void {
  const insert = statement(
    db,
    `INSERT INTO sendings
       (id, document_id, number, addressee_id, sent_entry, delivered_entry, request_id, record)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  return (sending) => {
    const { id, documentId, version, addresseeId, sentEntry, deliveredEntry } = sending;
    const record = JSON.stringify(sending);
    const request = sending.answers?.request ?? null;
    insert.run(id, documentId, version, addresseeId, sentEntry, deliveredEntry, request, record);
  };
}

type Sendings = Pick<Calls, 'sendingsOf' | 'sendingsTo' | 'sendingsAnswering'>;

export function readSendings(db: Database): Sendings {
  const where = (column: 'document_id' | 'addressee_id' | 'request_id') =>
    statement(
      db,
      `SELECT x.record, s.time AS sent_at, d.time AS delivered_at
         FROM sendings x
         JOIN sequenced s ON s.entry_id = x.sent_entry
         JOIN sequenced d ON d.entry_id = x.delivered_entry
        WHERE x.${column} = ? ORDER BY x.seq`,
    );
  const ofDocument = where('document_id');
  const toAddressee = where('addressee_id');
  const answering = where('request_id');
  return {
    sendingsOf: (documentId) => ofDocument.all(documentId).map(fixedSending),
    sendingsTo: (addresseeId) => toAddressee.all(addresseeId).map(fixedSending),
    sendingsAnswering: (requestId) => answering.all(requestId).map(fixedSending),
  };
}

function fixedSending(row: Row): FixedSending {
  const sending = JSON.parse(String(row['record'])) as SendingRecord;
  const { sent_at: sentAt, delivered_at: deliveredAt } = row;
  return { ...sending, sentAt: String(sentAt), deliveredAt: String(deliveredAt) };
}
