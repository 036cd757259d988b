import { actionEntry } from '../access/action-entry.ts';
import type { JsonValue } from '../model/journal.ts';
import type { Principal } from '../model/participant.ts';
import type { ReadingPorts } from './reading-ports.ts';

/** Para. 13 (з): every action of a user is in the journal, also that it looked; durable when it returns. */
export async function recordReading(
  principal: Principal,
  action:
    | 'access-events.read'
    | 'contract.read'
    | 'delegation.read'
    | 'document.read'
    | 'request.read',
  content: Readonly<Record<string, JsonValue | undefined>>,
  { metadata, newId }: Pick<ReadingPorts, 'metadata' | 'newId'>,
): Promise<void> {
  const paragraph = 'D65-13з';
  const entry = actionEntry({ id: newId(), action, principal, paragraph, content });
  await metadata.commit({ entries: [entry] });
}
