import { actionEntry } from '../access/action-entry.ts';
import { requireAccess } from '../access/require-access.ts';
import type { ContractPorts } from '../contracts/contract-ports.ts';
import type { Participant, Principal } from '../model/participant.ts';
import { checkIdempotencyKey, commitOnce, fingerprintOf, settledBefore } from '../once.ts';
import { VaultError } from '../vault-error.ts';
import { type ParticipantFacts, readParticipantFacts } from './participant-facts.ts';

export interface RegisterParticipantRequest {
  readonly principal: Principal;
  readonly idempotencyKey: string;
  /** JSON of the request. */
  readonly facts: unknown;
}

/**
 * Gives a user access to the system (para. 13 (г), 21): the operator only. Rejects with VaultError
 * `invalid`, `denied`, `already-exists`, `idempotency-mismatch`.
 */
export async function registerParticipant(
  { principal, idempotencyKey, facts }: RegisterParticipantRequest,
  ports: ContractPorts,
): Promise<Participant> {
  checkIdempotencyKey(idempotencyKey);
  await requireAccess(
    {
      principal,
      action: 'participant.register',
      what: 'participant',
      object: { kind: 'none' },
      asked: {},
    },
    ports,
  );
  const read = readParticipantFacts(facts);
  const content = { ...read, systemKeys: JSON.stringify(read.systemKeys ?? []) };
  const fingerprint = fingerprintOf({ operation: 'register-participant', facts: content });
  const request = { participantId: principal.participantId, key: idempotencyKey, fingerprint };
  // In this order: whoever committed the same request before the first line is found by the second.
  const twice = await isRegistered(read, ports);
  const before = await settledBefore<Registered>(request, ports);
  if (before === undefined && twice) {
    throw new VaultError({ code: 'already-exists', what: 'participant' });
  }
  const outcome =
    before ?? (await commitOnce(request, ports, () => proposal(principal, read, ports)));
  await ports.sequencer.sequenced([outcome.entry]);
  return outcome.participant;
}

/** One participant of a kind for an ИНН, one agent for a bank number: else a sign-in would be ambiguous. */
async function isRegistered(
  { kind, inn, bankNumber }: ParticipantFacts,
  { metadata }: ContractPorts,
): Promise<boolean> {
  const participants = await metadata.participants();
  return participants.some(
    (other) =>
      (inn !== undefined && other.kind === kind && other.inn === inn) ||
      (bankNumber !== undefined && other.bankNumber === bankNumber),
  );
}

interface Registered {
  readonly participant: Participant;
  readonly entry: string;
}

function proposal(principal: Principal, facts: ParticipantFacts, ports: ContractPorts) {
  const participant: Participant = {
    id: ports.newId(),
    ...facts,
    state: 'active',
    registeredAt: ports.clock.now().toISOString(),
  };
  const { systemKeys = [], ...content } = participant;
  const entry = actionEntry({
    id: ports.newId(),
    action: 'participant.registered',
    principal,
    paragraph: 'D65-13г',
    content: { participant: { ...content, systemKeys: systemKeys.length } },
  });
  // Para. 13 (к): whoever got access is told to bodies and agents of currency control.
  const accessEvents = [
    { participantId: participant.id, event: 'granted', entry: entry.id } as const,
  ];
  const changes = { participants: [participant], entries: [entry], accessEvents };
  return { changes, outcome: { participant, entry: entry.id } satisfies Registered };
}
