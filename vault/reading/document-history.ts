import { createHash } from 'node:crypto';
import { type ParsedReceipt, parseReceipt } from '../../formats/evidence/receipt.ts';
import { authorize } from '../access/authorize.ts';
import type { Principal } from '../model/participant.ts';
import { StorageError } from '../ports/storage-error.ts';
import { type DescribedDocument, describeDocument, type Viewed } from './describe-documents.ts';
import { type ReceiptTimeStamp, type TimeStampPorts, timeStampOf } from './receipt-time-stamp.ts';

/** What one receipt tells of a document: everything but the time-stamp is in the receipt's own octets. */
export interface HistoryEvent {
  /** Of the receipt. */
  readonly id: string;
  readonly receipt: ParsedReceipt;
  /** Lower-case hex, of the octets of the receipt. */
  readonly sha256: string;
  readonly timeStamp: ReceiptTimeStamp;
}

export interface DocumentHistory extends Pick<DescribedDocument, 'document' | 'named'> {
  /** In the order of the journal. */
  readonly events: readonly HistoryEvent[];
}

/**
 * The history of a document as its receipts tell it: received and placed, version by version, requests of
 * currency control that arrived and the sendings that answered them. Rejects with VaultError `not-found`, `denied`.
 */
export async function documentHistory(
  principal: Principal,
  viewed: Viewed,
  ports: TimeStampPorts,
): Promise<DocumentHistory> {
  const described = await describeDocument(principal, viewed, ports);
  const ids = [
    ...described.versions.flatMap(({ receivedEntry, placedEntry }) => [
      receivedEntry,
      ...(placedEntry === undefined ? [] : [placedEntry]),
    ]),
    ...described.sendings.flatMap(({ sentEntry, deliveredEntry }) => [sentEntry, deliveredEntry]),
    ...(await arrivedEntries(principal, described, ports)),
  ];
  const events = await Promise.all(ids.map((id) => eventOf(id, ports)));
  events.sort((a, b) => a.receipt.proof.index - b.receipt.proof.index);
  return { document: described.document, named: described.named, events };
}

/** Of the requests that the sendings answer, such as the principal may know of. */
async function arrivedEntries(
  principal: Principal,
  { sendings }: DescribedDocument,
  { metadata }: TimeStampPorts,
): Promise<readonly string[]> {
  const ids = new Set(sendings.flatMap(({ answers }) => (answers ? [answers.request] : [])));
  const requests = await Promise.all([...ids].map((id) => metadata.request(id)));
  return requests.flatMap((request) => {
    if (request === undefined) return [];
    const object = { kind: 'request', request } as const;
    return authorize(principal, 'receipt.read', object).allowed ? [request.arrivedEntry] : [];
  });
}

async function eventOf(id: string, ports: TimeStampPorts): Promise<HistoryEvent> {
  const bytes = await ports.metadata.journal.receipt(id);
  if (bytes === undefined) throw new StorageError('corrupt', `entry ${id} has no receipt`);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { id, receipt: parseReceipt(bytes), sha256, timeStamp: await timeStampOf(id, ports) };
}
