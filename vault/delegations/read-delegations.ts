import { authorize } from '../access/authorize.ts';
import { requireAccess } from '../access/require-access.ts';
import type { FixedDelegation } from '../model/delegation.ts';
import type { Principal } from '../model/participant.ts';
import type { ReadingPorts } from '../reading/reading-ports.ts';
import { recordReading } from '../reading/record-reading.ts';

export interface NamedDelegation {
  readonly delegation: FixedDelegation;
  readonly granter: string;
  readonly delegate: string;
}

/** The delegations that the principal gave and holds, newest first, revoked and ended ones too. */
export async function delegationsOf(
  principal: Principal,
  ports: ReadingPorts,
): Promise<readonly NamedDelegation[]> {
  const action = 'delegation.read';
  if (!authorize(principal, action).allowed) {
    const object = { kind: 'none' } as const;
    await requireAccess({ principal, action, what: 'delegations', object, asked: {} }, ports);
  }
  const delegations = await ports.metadata.delegationsOf(principal.participantId);
  const ids = delegations.map(({ id }) => id);
  await recordReading(principal, 'delegation.read', { delegations: ids }, ports);
  return Promise.all(delegations.toReversed().map((delegation) => named(delegation, ports)));
}

export async function named(
  delegation: FixedDelegation,
  { metadata }: Pick<ReadingPorts, 'metadata'>,
): Promise<NamedDelegation> {
  const { granterId, delegateId } = delegation;
  const granter = await metadata.participant(granterId);
  const delegate = await metadata.participant(delegateId);
  return {
    delegation,
    granter: granter?.name ?? granterId,
    delegate: delegate?.name ?? delegateId,
  };
}
