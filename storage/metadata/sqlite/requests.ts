import type { Database } from 'better-sqlite3';
import type { FixedRequest, RequestRecord } from '../../../vault/model/request.ts';
import type { Calls } from './calls.ts';
import { type Row, statement } from './rows.ts';

/** Foreign keys refuse a request by or to nobody. */
export function requestWriter(db: Database): (request: RequestRecord) => void {
  const insert = statement(
    db,
    `INSERT INTO requests (id, requester_id, exporter_id, arrived_entry, record)
     VALUES (?, ?, ?, ?, ?)`,
  );
  return (request) => {
    const { id, requesterId, exporterId, arrivedEntry } = request;
    insert.run(id, requesterId, exporterId, arrivedEntry, JSON.stringify(request));
  };
}

export function readRequests(db: Database): Pick<Calls, 'request' | 'requestsTo' | 'requestsBy'> {
  const where = (column: 'id' | 'exporter_id' | 'requester_id') =>
    statement(
      db,
      `SELECT x.record, s.time AS arrived_at
         FROM requests x JOIN sequenced s ON s.entry_id = x.arrived_entry
        WHERE x.${column} = ? ORDER BY x.seq`,
    );
  const one = where('id');
  const to = where('exporter_id');
  const by = where('requester_id');
  return {
    request: (id) => one.all(id).map(fixedRequest)[0],
    requestsTo: (exporterId) => to.all(exporterId).map(fixedRequest),
    requestsBy: (requesterId) => by.all(requesterId).map(fixedRequest),
  };
}

function fixedRequest(row: Row): FixedRequest {
  const request = JSON.parse(String(row['record'])) as RequestRecord;
  return { ...request, arrivedAt: String(row['arrived_at']) };
}
