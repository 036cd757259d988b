import type { FixedSending } from '../../vault/model/sending.ts';
import type { ReceivedSending } from '../../vault/sendings/list-sendings.ts';

/** A sending as its sender sees it: a function of the record, the same for every repetition. */
export function sendingAnswer(sending: FixedSending) {
  const { id, documentId, version, addresseeId, addresseeName, answers } = sending;
  const { sentAt, deliveredAt } = sending;
  return {
    id,
    documentId,
    version,
    to: { id: addresseeId, name: addresseeName },
    ...(answers === undefined ? {} : { answers }),
    sentAt,
    deliveredAt,
    receipts: sendingReceipts(sending),
  };
}

/** Para. 24: of sending and of arrival, each its own. */
export function sendingReceipts({ sentEntry, deliveredEntry, sentAt, deliveredAt }: FixedSending) {
  return [
    { id: sentEntry, action: 'document.sent', time: sentAt },
    { id: deliveredEntry, action: 'document.delivered', time: deliveredAt },
  ];
}

/** The same as its addressee sees it. */
export function receivedSendingAnswer({ sending, sender, document, named }: ReceivedSending) {
  return {
    ...sendingAnswer(sending),
    from: { id: sending.senderId, name: sender },
    ...(named ? { title: document.title } : {}),
  };
}
