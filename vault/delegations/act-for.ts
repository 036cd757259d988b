import type { FixedDelegation } from '../model/delegation.ts';
import type { Participant, Principal } from '../model/participant.ts';
import type { Metadata } from '../ports/metadata.ts';

/** Whether a delegation opens anything at this moment. */
export function isInForce(
  { revokedEntry, until }: Pick<FixedDelegation, 'revokedEntry' | 'until'>,
  now: Date,
): boolean {
  return revokedEntry === undefined && now.toISOString() < until;
}

/**
 * The principal as it acts under a delegation: in the account of who gave it. Delegation and account are read anew
 * each time, so that revocation and suspension work at once; one that is no longer in force opens nothing, and the
 * session does not fall back to its own account unasked.
 */
export async function actingFor(
  own: Principal,
  delegationId: string,
  { metadata, now }: { readonly metadata: Metadata; readonly now: Date },
): Promise<Principal | undefined> {
  const delegation = await metadata.delegation(delegationId);
  if (delegation === undefined || delegation.delegateId !== own.participantId) return undefined;
  const granter = await metadata.participant(delegation.granterId);
  return granter && inAccountOf(granter, own, { delegation, now });
}

function inAccountOf(
  granter: Participant,
  { bankNumber: _own, participantId, kind, state, ...session }: Principal,
  { delegation, now }: { readonly delegation: FixedDelegation; readonly now: Date },
): Principal {
  const scope = isInForce(delegation, now)
    ? { actions: delegation.actions, categories: delegation.categories }
    : { actions: [], categories: [] };
  return {
    ...session,
    participantId: granter.id,
    kind: granter.kind,
    state: granter.state,
    delegate: { participantId, kind, state, delegation: delegation.id, ...scope },
  };
}
