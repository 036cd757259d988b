import { requireAccess } from '../access/require-access.ts';
import { FieldReader } from '../field-reader.ts';
import type { FixedAccessEvent, Participant, Principal } from '../model/participant.ts';
import type { ReadingPorts } from '../reading/reading-ports.ts';
import { recordReading } from '../reading/record-reading.ts';

export interface ToldAccessEvent {
  readonly event: FixedAccessEvent;
  readonly participant: Participant;
}

/**
 * Which Russian persons got access, were suspended, resumed or disconnected since a moment (para. 13 (к)), for bodies
 * and agents of currency control; the operator hears of every kind of user. Rejects with VaultError `invalid`, `denied`.
 */
export async function accessEvents(
  principal: Principal,
  since: string,
  ports: ReadingPorts,
): Promise<readonly ToldAccessEvent[]> {
  const object = { kind: 'none' } as const;
  const action = 'access-events.read';
  await requireAccess({ principal, action, what: 'access events', object, asked: {} }, ports);
  const from = readSince(since);
  const events = await ports.metadata.accessEvents(from);
  const told: ToldAccessEvent[] = [];
  for (const event of events) {
    const participant = await ports.metadata.participant(event.participantId);
    if (participant === undefined) throw new Error(`access event ${event.entry} of nobody`);
    const theirs = principal.kind === 'operator' || participant.kind === 'russian-person';
    if (theirs) told.push({ event, participant });
  }
  await recordReading(principal, 'access-events.read', { since: from, events: told.length }, ports);
  return told;
}

function readSince(since: string): string {
  const fields = new FieldReader({ since });
  const moment = fields.optionalInstant('since');
  if (since === '') fields.fault('since', 'required', 'ISO 8601 with zone');
  fields.finish();
  return (moment ?? new Date(0)).toISOString();
}
