import type { FixedRequest } from '../../vault/model/request.ts';
import type { ToldRequest } from '../../vault/requests/read-requests.ts';
import { sendingAnswer } from './sending-answer.ts';

/** A request as it arrived: a function of the record, the same for every repetition. */
export function requestAnswer(request: FixedRequest) {
  const { requesterId, requesterName, exporterId, arrivedEntry, arrivedAt, ...facts } = request;
  return {
    ...facts,
    from: { id: requesterId, name: requesterName },
    to: { id: exporterId },
    arrivedAt,
    receipts: [{ id: arrivedEntry, action: 'request.arrived', time: arrivedAt }],
  };
}

/** The same with how it stood at a moment: until when, what was sent for each item, and what is still missing. */
export function toldRequestAnswer({ request, exporter, state }: ToldRequest) {
  const { due, items, ...rest } = state;
  const answer = requestAnswer(request);
  return {
    ...answer,
    to: { ...answer.to, name: exporter },
    ...rest,
    due: due.date,
    dueIsProvisional: due.provisional,
    items: items.map(({ sendings, ...item }) => ({
      ...item,
      sendings: sendings.map(sendingAnswer),
    })),
  };
}
