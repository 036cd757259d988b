import { actionEntry } from '../access/action-entry.ts';
import { DELEGATES } from '../access/kinds.ts';
import { requireAccess } from '../access/require-access.ts';
import type { ContractPorts } from '../contracts/contract-ports.ts';
import { FieldReader } from '../field-reader.ts';
import type { DelegationRecord, FixedDelegation } from '../model/delegation.ts';
import type { Participant, Principal } from '../model/participant.ts';
import { checkIdempotencyKey, commitOnce, fingerprintOf, settledBefore } from '../once.ts';
import { type DelegationFacts, readDelegationFacts } from './delegation-facts.ts';

export interface GrantDelegation {
  readonly principal: Principal;
  readonly idempotencyKey: string;
  /** JSON of the request: `to`, `actions`, `categories`, `until`. */
  readonly facts: unknown;
}

/**
 * A trader lets another participant act in its account, for kinds of documents and actions, until a moment (para. 32;
 * customs order, annex 2, 7 (2)). Fixed in the journal with a receipt when it returns. Rejects with VaultError
 * `invalid`, `denied`, `idempotency-mismatch`.
 */
export async function grantDelegation(
  { principal, idempotencyKey: key, facts: json }: GrantDelegation,
  ports: ContractPorts,
): Promise<FixedDelegation> {
  checkIdempotencyKey(key);
  const object = { kind: 'none' } as const;
  const action = 'delegation.grant';
  await requireAccess({ principal, action, what: 'delegation', object, asked: {} }, ports);
  const facts = readDelegationFacts(json, ports.clock.now());
  const { participantId } = principal;
  const fingerprint = fingerprintOf({ operation: 'grant-delegation', ...contentOf(facts) });
  const once = { participantId, key, fingerprint };
  const settled =
    (await settledBefore<DelegationRecord>(once, ports)) ??
    (await commitOnce(once, ports, await proposalOf(principal, facts, ports)));
  await ports.sequencer.sequenced([settled.grantedEntry]);
  // As it was granted, whatever became of it since: a repetition gets the same answer.
  const {
    revokedEntry: _entry,
    revokedAt: _at,
    ...granted
  } = await fixedDelegation(settled.id, ports);
  return granted;
}

async function proposalOf(principal: Principal, facts: DelegationFacts, ports: ContractPorts) {
  const delegate = await ports.metadata.participant(facts.to);
  checkDelegate(principal, delegate);
  const delegation: DelegationRecord = {
    id: ports.newId(),
    granterId: principal.participantId,
    delegateId: delegate.id,
    actions: facts.actions,
    categories: facts.categories,
    until: facts.until,
    grantedEntry: ports.newId(),
  };
  const entry = actionEntry({
    id: delegation.grantedEntry,
    action: 'delegation.granted',
    principal,
    paragraph: 'D65-32',
    content: {
      delegation: delegation.id,
      from: delegation.granterId,
      ...contentOf(facts),
      toName: delegate.name.toWellFormed(),
    },
    receipt: true,
  });
  return () => ({
    changes: { delegations: [delegation], entries: [entry] },
    outcome: delegation,
  });
}

function contentOf({ to, actions, categories, until }: DelegationFacts) {
  return { to, actions: [...actions], categories: [...categories], until };
}

/** Who is nobody, and who may not act for a trader, are told in the same words. */
function checkDelegate(
  { participantId }: Principal,
  delegate: Participant | undefined,
): asserts delegate is Participant {
  const fields = new FieldReader({});
  const able =
    delegate !== undefined &&
    delegate.id !== participantId &&
    delegate.state !== 'terminated' &&
    DELEGATES.includes(delegate.kind);
  if (!able) fields.fault('to', 'unknown-code');
  fields.finish();
}

export async function fixedDelegation(
  id: string,
  { metadata }: Pick<ContractPorts, 'metadata'>,
): Promise<FixedDelegation> {
  const delegation = await metadata.delegation(id);
  if (delegation === undefined) throw new Error(`delegation ${id} is sequenced and is not there`);
  return delegation;
}
