import type { Action } from '../access/action.ts';
import { actionEntry } from '../access/action-entry.ts';
import { authorize } from '../access/authorize.ts';
import { requireAccess } from '../access/require-access.ts';
import type { ContractPorts } from '../contracts/contract-ports.ts';
import { FieldReader } from '../field-reader.ts';
import type { JournalAction } from '../model/journal.ts';
import {
  type AccessEvent,
  type Participant,
  type ParticipantState,
  type Principal,
  TERMINATION_CAUSES,
  type TerminationCause,
} from '../model/participant.ts';
import { checkIdempotencyKey, commitOnce, fingerprintOf, settledBefore } from '../once.ts';
import { VaultError } from '../vault-error.ts';

export type AccessChange = 'suspend' | 'resume' | 'terminate';

export interface ChangeAccess {
  readonly principal: Principal;
  readonly idempotencyKey: string;
  readonly participantId: string;
  readonly change: AccessChange;
  /** JSON of the request: `ground`, in words; `cause` too where access ends. */
  readonly facts: unknown;
}

interface Step {
  readonly action: Action;
  readonly from: readonly ParticipantState[];
  readonly to: ParticipantState;
  readonly entry: JournalAction;
  readonly event: AccessEvent['event'];
  readonly paragraph: string;
}

const STEPS: Readonly<Record<AccessChange, Step>> = {
  suspend: {
    action: 'participant.suspend',
    from: ['active'],
    to: 'suspended',
    entry: 'participant.suspended',
    event: 'suspended',
    paragraph: 'D65-17б',
  },
  resume: {
    action: 'participant.resume',
    from: ['suspended'],
    to: 'active',
    entry: 'participant.resumed',
    event: 'resumed',
    paragraph: 'D65-17б',
  },
  terminate: {
    action: 'participant.terminate',
    from: ['active', 'suspended'],
    to: 'terminated',
    entry: 'participant.terminated',
    event: 'terminated',
    paragraph: 'D65-22-1',
  },
};

export interface ChangedAccess {
  readonly participant: Participant;
  readonly entry: string;
}

/**
 * The operator suspends, resumes or ends the access of a user (para. 17 (б), 22), with its ground. It works at once,
 * in open sessions too; the journal fixes it with a receipt, and bodies and agents of currency control can ask for it
 * (para. 13 (к)). Rejects with VaultError `invalid`, `denied`, `not-found`, `idempotency-mismatch`.
 */
export async function changeAccess(
  request: ChangeAccess,
  ports: ContractPorts,
): Promise<ChangedAccess> {
  const { principal, idempotencyKey: key, participantId, change } = request;
  checkIdempotencyKey(key);
  await mayChange(request, ports);
  const { ground, cause } = readFacts(request);
  const stored = await requireChange(request, cause, ports);
  const asked = { participant: participantId, ground, ...(cause === undefined ? {} : { cause }) };
  const fingerprint = fingerprintOf({ operation: `${change}-participant`, ...asked });
  const once = { participantId: principal.participantId, key, fingerprint };
  const settled =
    (await settledBefore<ChangedAccess>(once, ports)) ??
    (await commitOnce(once, ports, () => proposalOf(principal, { stored, change, asked }, ports)));
  await ports.sequencer.sequenced([settled.entry]);
  return settled;
}

/** Before anything of the request is read: whether the principal changes access at all. */
async function mayChange(
  { principal, participantId, change }: ChangeAccess,
  ports: ContractPorts,
): Promise<void> {
  const { action } = STEPS[change];
  if (authorize(principal, action).allowed) return;
  const object = { kind: 'participant', participantId } as const;
  const asked = { participant: participantId };
  await requireAccess({ principal, action, what: 'participant', object, asked }, ports);
}

function readFacts({ change, facts }: ChangeAccess) {
  const fields = new FieldReader(facts);
  const ground = fields.text('ground', 500);
  const cause = change === 'terminate' ? fields.code('cause', isCause) : undefined;
  fields.finish();
  return { ground, cause };
}

function isCause(text: string): text is TerminationCause {
  return TERMINATION_CAUSES.some((each) => each === text);
}

async function requireChange(
  { principal, participantId, change }: ChangeAccess,
  cause: TerminationCause | undefined,
  ports: ContractPorts,
): Promise<Participant> {
  const stored = await ports.metadata.participant(participantId);
  const object = stored && {
    kind: 'participant' as const,
    participantId,
    participantKind: stored.kind,
    ...(cause === undefined ? {} : { cause }),
  };
  const { action } = STEPS[change];
  const asked = { participant: participantId };
  const what = 'participant';
  await requireAccess({ principal, action, what, object, asked }, ports);
  if (stored === undefined) throw new VaultError({ code: 'not-found', what });
  return stored;
}

interface Proposed {
  readonly stored: Participant;
  readonly change: AccessChange;
  readonly asked: Readonly<Record<string, string>>;
}

function proposalOf(
  principal: Principal,
  { stored, change, asked }: Proposed,
  ports: ContractPorts,
) {
  const { from, to, entry: action, event, paragraph } = STEPS[change];
  const fields = new FieldReader({});
  if (!from.includes(stored.state)) fields.fault('state', 'contradiction', stored.state);
  fields.finish();
  const entry = actionEntry({
    id: ports.newId(),
    action,
    principal,
    paragraph,
    content: { ...asked, name: stored.name.toWellFormed(), before: stored.state },
    receipt: true,
  });
  const participant = { ...stored, state: to };
  const accessEvents = [{ participantId: stored.id, event, entry: entry.id }];
  const participantChanges = [{ before: stored, after: participant }];
  const changes = { participantChanges, entries: [entry], accessEvents };
  return { changes, outcome: { participant, entry: entry.id } };
}
