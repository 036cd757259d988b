import { actionEntry, systemEntry } from '../access/action-entry.ts';
import { ADDRESSEES } from '../access/kinds.ts';
import type { ContractPorts } from '../contracts/contract-ports.ts';
import { versionContent } from '../documents/place-document.ts';
import { FieldReader } from '../field-reader.ts';
import type { PlacedVersion } from '../model/document.ts';
import type { Participant, Principal } from '../model/participant.ts';
import type { FixedSending, SendingRecord } from '../model/sending.ts';
import { checkIdempotencyKey, commitOnce, fingerprintOf, settledBefore } from '../once.ts';
import { type FoundVersion, requireVersion } from '../reading/require-version.ts';
import { readSendingFacts, type SendingFacts } from './sending-facts.ts';

export interface SendRequest {
  readonly principal: Principal;
  readonly idempotencyKey: string;
  readonly documentId: string;
  readonly version: number;
  /** JSON of the request: `to`, the id of the addressee; `request` and `items`, from 1, that it answers. */
  readonly facts: unknown;
}

/**
 * Sends a placed version to a bank or body (para. 24, 25 (г)). Its sending and its arrival are fixed each by
 * an entry of its own with a receipt, and from then on the addressee may read it (para. 23, para 3). Rejects
 * with VaultError `invalid`, `denied`, `not-found`, `idempotency-mismatch`.
 */
export async function sendVersion(
  request: SendRequest,
  ports: ContractPorts,
): Promise<FixedSending> {
  const { principal, idempotencyKey: key, documentId } = request;
  checkIdempotencyKey(key);
  const version = { documentId, number: request.version };
  const found = await requireVersion({ principal, action: 'document.send', ...version }, ports);
  const facts = await readSendingFacts(request, ports);
  const fingerprint = fingerprintOf({
    operation: 'send-version',
    document: documentId,
    version: request.version,
    to: facts.to,
    ...(facts.answers === undefined ? {} : { answers: { ...facts.answers } }),
  });
  const once = { participantId: principal.participantId, key, fingerprint };
  const settled =
    (await settledBefore<SendingRecord>(once, ports)) ??
    (await commitOnce(once, ports, await proposalOf(request, { ...found, facts }, ports)));
  await ports.sequencer.sequenced([settled.sentEntry, settled.deliveredEntry]);
  return fixed(settled, ports);
}

async function proposalOf(
  { principal }: SendRequest,
  { document, version, facts }: FoundVersion & { readonly facts: SendingFacts },
  ports: ContractPorts,
) {
  const { to: addresseeId, answers } = facts;
  const addressee = await ports.metadata.participant(addresseeId);
  checkSending(version, addressee);
  const sending: SendingRecord = {
    id: ports.newId(),
    documentId: document.id,
    version: version.number,
    senderId: principal.participantId,
    addresseeId,
    addresseeName: addressee.name,
    ...(answers === undefined ? {} : { answers }),
    sentEntry: ports.newId(),
    deliveredEntry: ports.newId(),
  };
  const content = {
    ...versionContent(document, version),
    sending: sending.id,
    from: sending.senderId,
    to: addresseeId,
    toName: addressee.name.toWellFormed(),
    ...(answers === undefined ? {} : { answers: { ...answers } }),
  };
  const sent = actionEntry({
    id: sending.sentEntry,
    action: 'document.sent',
    principal,
    paragraph: 'D65-24-напр',
    content,
    receipt: true,
  });
  const delivered = systemEntry({
    id: sending.deliveredEntry,
    action: 'document.delivered',
    paragraph: 'D65-24-получ',
    content,
    receipt: true,
  });
  const changes = { sendings: [sending], entries: [sent, delivered] };
  return () => ({ changes, outcome: sending });
}

/** Para. 24: what is not placed yet cannot be sent; and whoever is no addressee answers like nobody. */
function checkSending(
  version: PlacedVersion,
  addressee: Participant | undefined,
): asserts addressee is Participant {
  const fields = new FieldReader({});
  if (version.state !== 'accepted') fields.fault('version', 'contradiction', version.state);
  if (!isAddressee(addressee)) fields.fault('to', 'unknown-code');
  fields.finish();
}

export function isAddressee(participant: Participant | undefined): participant is Participant {
  return (
    participant !== undefined &&
    ADDRESSEES.includes(participant.kind) &&
    participant.state !== 'terminated' // para. 22
  );
}

async function fixed(
  { id, documentId }: SendingRecord,
  { metadata }: ContractPorts,
): Promise<FixedSending> {
  const sending = (await metadata.sendingsOf(documentId)).find((each) => each.id === id);
  if (sending === undefined) throw new Error(`sending ${id} is sequenced and is not there`);
  return sending;
}
