import { canonicalJson } from '../../formats/evidence/canonical-json.ts';
import type { Actor, JournalAction, JsonValue, PendingEntry } from '../model/journal.ts';
import type { Principal } from '../model/participant.ts';

export interface ActionFacts {
  readonly id: string;
  readonly action: JournalAction;
  readonly principal: Principal;
  /** Id of the requirement that the entry keeps. */
  readonly paragraph: string;
  readonly content: Readonly<Record<string, JsonValue | undefined>>;
  /** Absent: no receipt is made. */
  readonly receipt?: boolean;
}

/**
 * A journal entry for what a user did (para. 13 (з)). Throws FormatError when the content has no canonical
 * form: such an entry must never be committed, since the journal could not go past it.
 */
export function actionEntry(facts: ActionFacts): PendingEntry {
  const { id, action, principal, paragraph, content, receipt = false } = facts;
  return checkedEntry({ id, action, actor: actorOf(principal), paragraph, content, receipt });
}

/** An entry for what the operator's own process did. */
export function systemEntry(facts: Omit<ActionFacts, 'principal'>): PendingEntry {
  const { receipt = false, ...entry } = facts;
  return checkedEntry({ ...entry, actor: SYSTEM, receipt });
}

const SYSTEM: Actor = { participant: 'system', authentication: 'system' };

/** Whether it tells what a user did, and not the service by itself. */
export function isOfUser({ actor }: Pick<PendingEntry, 'actor'>): boolean {
  return actor.participant !== SYSTEM.participant;
}

function actorOf(principal: Principal): Actor {
  const { participantId, authentication, person, certificate, delegate } = principal;
  return {
    participant: delegate?.participantId ?? participantId,
    authentication,
    // Para. 32: who acted for whom, and by which delegation.
    ...(delegate === undefined
      ? {}
      : { onBehalfOf: participantId, delegation: delegate.delegation }),
    ...(person === undefined ? {} : { person: person.toWellFormed() }),
    ...(certificate === undefined ? {} : { certificate }),
  };
}

function checkedEntry(entry: PendingEntry): PendingEntry {
  canonicalJson({ actor: { ...entry.actor }, content: entry.content });
  return entry;
}
