import type { JsonObject } from '../../formats/evidence/canonical-json.ts';
import { readEntry } from '../../formats/evidence/entry.ts';
import { parseReceipt } from '../../formats/evidence/receipt.ts';
import type { Supplement } from '../../formats/evidence/supplement.ts';
import type { AccessObject } from '../access/access-object.ts';
import { openingDocument } from '../access/opening-revision.ts';
import { requireAccess } from '../access/require-access.ts';
import type { SequencedEntry } from '../model/journal.ts';
import type { Principal } from '../model/participant.ts';
import { VaultError } from '../vault-error.ts';
import { findDocument } from './describe-documents.ts';
import type { ReadingPorts } from './reading-ports.ts';
import { recordReading } from './record-reading.ts';

/** What of a receipt, or about it, is taken out. */
export type ReceiptView = 'receipt' | 'receipt print' | Supplement['kind'];

export interface ReceiptRequest {
  readonly entryId: string;
  readonly part: ReceiptView;
}

/**
 * The receipt of a journal entry, always the same bytes, for whoever may see the document or request that it
 * speaks of. VaultError `not-found` otherwise.
 */
export async function readReceipt(
  principal: Principal,
  request: ReceiptRequest,
  ports: ReadingPorts,
): Promise<Uint8Array> {
  const bytes = await openReceipt(principal, request, ports);
  await recordReceiptReading(principal, request, bytes, ports);
  return bytes;
}

/** Which receipt, of what, and which view: in the journal before it goes out. */
export function recordReceiptReading(
  principal: Principal,
  { entryId, part }: ReceiptRequest,
  receipt: Uint8Array,
  ports: ReadingPorts,
): Promise<void> {
  const { action, content } = parseReceipt(receipt).entry;
  const { document, version, request, delegation, participant } = content;
  const of = { action, document, version, request, delegation, participant };
  return recordReading(principal, 'document.read', { receipt: entryId, part, of }, ports);
}

/** The same before it is journalled as a reading; a denial is. */
export async function openReceipt(
  principal: Principal,
  { entryId, part }: ReceiptRequest,
  ports: ReadingPorts,
): Promise<Uint8Array> {
  const { journal } = ports.metadata;
  const entry = await journal.entry(entryId);
  if (entry?.erased !== undefined) throw new VaultError({ code: 'not-found', what: ERASED });
  const object = entry && (await objectOf(principal, entry, ports));
  const asked = { receipt: entryId, part };
  await requireAccess({ principal, action: 'receipt.read', what: 'receipt', object, asked }, ports);
  const bytes = await journal.receipt(entryId);
  if (bytes === undefined) throw new VaultError({ code: 'not-found', what: 'receipt' });
  return bytes;
}

/** The log still proves that the entry was there, and the copy that somebody holds is as good as ever. */
const ERASED = 'receipt, which was lawfully erased with its entry,';

/** The document, in the state of the version, that an entry is about. */
async function objectOf(
  principal: Principal,
  { id, bytes, time }: SequencedEntry,
  ports: ReadingPorts,
): Promise<AccessObject | undefined> {
  const { action, actor, content } = readEntry(JSON.parse(new TextDecoder().decode(bytes)));
  if (action === 'evidence.issued') return packageObject(actor);
  const requestId = content['request'];
  if (typeof requestId === 'string') return requestObject(requestId, ports);
  const { delegation, participant } = content;
  if (typeof delegation === 'string') return delegationObject(delegation, ports);
  if (typeof participant === 'string') return { kind: 'participant', participantId: participant };
  const documentId = content['document'];
  if (typeof documentId !== 'string') return undefined;
  const found = await findDocument(documentId, ports);
  if (found === undefined) return undefined;
  const sending = found.sendings.find((each) => [each.sentEntry, each.deliveredEntry].includes(id));
  if (sending !== undefined) return { kind: 'sending', document: found.document, sending };
  const versions = await ports.metadata.versionsOf(found.document.id);
  const version = versions.find(({ number }) => number === content['version']);
  // What speaks of no version was provided when it was journalled.
  return openingDocument(principal, 'receipt.read', found, version ?? { placedAt: time });
}

/** It names who was given the package, and when: that is for them alone, not for all who may read the document. */
function packageObject(actor: JsonObject): AccessObject {
  const { participant, onBehalfOf, delegation } = actor;
  const participantId = onBehalfOf ?? participant;
  if (typeof participantId !== 'string') throw new Error('a package that was issued to nobody');
  const under = typeof delegation === 'string' ? { delegation } : {};
  return { kind: 'package', participantId, ...under };
}

/** Para. 32: for whoever gave and whoever holds it. */
async function delegationObject(
  id: string,
  { metadata }: Pick<ReadingPorts, 'metadata'>,
): Promise<AccessObject | undefined> {
  const delegation = await metadata.delegation(id);
  return delegation && { kind: 'delegation', delegation };
}

/** Para. 25 (г): the receipt of an arrival is for whoever asked and whoever was asked. */
async function requestObject(
  id: string,
  { metadata }: ReadingPorts,
): Promise<AccessObject | undefined> {
  const request = await metadata.request(id);
  return request && { kind: 'request', request };
}
