import { mayName } from '../access/authorize.ts';
import { requireAccess } from '../access/require-access.ts';
import type { DocumentRecord } from '../model/document.ts';
import type { Participant, Principal } from '../model/participant.ts';
import type { FixedSending } from '../model/sending.ts';
import type { ReadingPorts } from '../reading/reading-ports.ts';
import { recordReading } from '../reading/record-reading.ts';
import { isAddressee } from './send-version.ts';

/** What a trader must know of an addressee to name it. */
export type Addressee = Pick<Participant, 'id' | 'name' | 'kind' | 'inn'>;

/** Banks and bodies to whom documents can be sent, by name. */
export async function addressees(
  principal: Principal,
  ports: ReadingPorts,
): Promise<readonly Addressee[]> {
  const object = { kind: 'none' } as const;
  const action = 'addressees.list';
  await requireAccess({ principal, action, what: 'addressees', object, asked: {} }, ports);
  const participants = await ports.metadata.participants();
  return participants
    .filter(isAddressee)
    .map(({ id, name, kind, inn }) => ({ id, name, kind, ...(inn === undefined ? {} : { inn }) }))
    .sort((a, b) => a.name.localeCompare(b.name, 'ru'));
}

export interface ReceivedSending {
  readonly sending: FixedSending;
  readonly sender: string;
  readonly document: DocumentRecord;
  /** False: the title is not for this session (para. 23, para 5). */
  readonly named: boolean;
}

/** What was sent to the principal, newest first (para. 23, para 3). */
export async function receivedSendings(
  principal: Principal,
  ports: ReadingPorts,
): Promise<readonly ReceivedSending[]> {
  const { metadata } = ports;
  const { participantId } = principal;
  const object = { kind: 'participant', participantId } as const;
  const action = 'participant.read';
  await requireAccess({ principal, action, what: 'sendings', object, asked: {} }, ports);
  const sendings = await metadata.sendingsTo(participantId);
  const received: ReceivedSending[] = [];
  for (const sending of sendings.toReversed()) {
    const document = await metadata.document(sending.documentId);
    const sender = await metadata.participant(sending.senderId);
    if (document === undefined) throw new Error(`sending ${sending.id} of no document`);
    const named = mayName(principal, document);
    received.push({ sending, sender: sender?.name ?? sending.senderId, document, named });
  }
  const ids = sendings.map(({ id }) => id);
  await recordReading(principal, 'document.read', { sendings: ids, part: 'sendings' }, ports);
  return received;
}
