import { checkpointSize } from '../../formats/evidence/receipt.ts';
import { parseSupplement, type Supplement, tokenIn } from '../../formats/evidence/supplement.ts';
import { parseTimeStampToken } from '../../formats/tsp/token.ts';
import type { Principal } from '../model/participant.ts';
import { VaultError } from '../vault-error.ts';
import { openReceipt, recordReceiptReading } from './read-receipt.ts';
import type { ReadingPorts } from './reading-ports.ts';

/** Whether a time-stamp proves the moment of a receipt yet. */
export type ReceiptTimeStamp =
  /** The token is there and was judged before it was kept; `genTime` is ISO 8601 UTC. */
  | { readonly state: 'present'; readonly genTime: string }
  /** The TSA has not answered yet; it is asked again until it does. */
  | { readonly state: 'pending' }
  /** The operator has set no TSA. */
  | { readonly state: 'none' };

export interface TimeStampPorts extends ReadingPorts {
  /** The operator has set a TSA. */
  readonly timeStamping: boolean;
}

export async function timeStampOf(
  entryId: string,
  { metadata, timeStamping }: TimeStampPorts,
): Promise<ReceiptTimeStamp> {
  const { journal } = metadata;
  const receipt = await journal.receipt(entryId);
  const stored = receipt === undefined ? [] : await journal.supplements(checkpointSize(receipt));
  const [token] = stored.flatMap((bytes) => tokenIn(bytes) ?? []);
  if (token === undefined) return { state: timeStamping ? 'pending' : 'none' };
  const { info } = await parseTimeStampToken(token);
  return { state: 'present', genTime: info.genTime.toISOString() };
}

/** What came later about a receipt, by its kind, for whoever may see the receipt; else `not-found`. */
export async function readReceiptSupplement(
  principal: Principal,
  { entryId, kind }: { readonly entryId: string; readonly kind: Supplement['kind'] },
  ports: ReadingPorts,
): Promise<Uint8Array> {
  const request = { entryId, part: kind };
  const receipt = await openReceipt(principal, request, ports);
  const stored = await ports.metadata.journal.supplements(checkpointSize(receipt));
  const first = stored.find((bytes) => parseSupplement(bytes).kind === kind);
  if (first === undefined) throw new VaultError({ code: 'not-found', what: kind });
  await recordReceiptReading(principal, request, receipt, ports);
  return first;
}
