import type { FixedRequest, RequestRecord } from '../../../vault/model/request.ts';
import type { Row } from './rows.ts';
import { insertions, type Query, rows, type Steps } from './steps.ts';

/** Foreign keys refuse a request by or to nobody. */
export function requestInsertions(requests: readonly RequestRecord[]): readonly Query[] {
  return insertions(
    'requests (id, requester_id, exporter_id, arrived_entry, record)',
    requests.map((request) => {
      const { id, requesterId, exporterId, arrivedEntry } = request;
      return [id, requesterId, exporterId, arrivedEntry, JSON.stringify(request)];
    }),
  );
}

export function* request(id: string): Steps<FixedRequest | undefined> {
  return (yield* where('id', id))[0];
}

export const requestsTo = (exporterId: string) => where('exporter_id', exporterId);
export const requestsBy = (requesterId: string) => where('requester_id', requesterId);

function* where(
  column: 'id' | 'exporter_id' | 'requester_id',
  value: string,
): Steps<readonly FixedRequest[]> {
  const found = yield* rows(
    `SELECT x.record, s.time AS arrived_at
       FROM requests x JOIN sequenced s ON s.entry_id = x.arrived_entry
      WHERE x.${column} = ? ORDER BY x.seq`,
    value,
  );
  return found.map(fixedRequest);
}

function fixedRequest(row: Row): FixedRequest {
  const request = JSON.parse(String(row['record'])) as RequestRecord;
  return { ...request, arrivedAt: String(row['arrived_at']) };
}
