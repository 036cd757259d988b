import { isInForce } from '../../vault/delegations/act-for.ts';
import type { NamedDelegation } from '../../vault/delegations/read-delegations.ts';
import type { ToldAccessEvent } from '../../vault/participants/access-events.ts';
import type { ChangedAccess } from '../../vault/participants/change-access.ts';

/** `inForce` where `now` is given. */
export function delegationAnswer({ delegation, granter, delegate }: NamedDelegation, now?: Date) {
  const { id, granterId, delegateId, actions, categories, until } = delegation;
  const { grantedEntry, grantedAt, revokedEntry, revokedAt } = delegation;
  return {
    id,
    from: { id: granterId, name: granter },
    to: { id: delegateId, name: delegate },
    actions,
    categories,
    until,
    granted: { receipt: grantedEntry, at: grantedAt },
    ...(revokedEntry === undefined || revokedAt === undefined
      ? {}
      : { revoked: { receipt: revokedEntry, at: revokedAt } }),
    ...(now === undefined ? {} : { inForce: isInForce(delegation, now) }),
  };
}

export function changedAccessAnswer({ participant, entry }: ChangedAccess) {
  const { id, kind, name, state } = participant;
  return { participant: { id, kind, name, state }, receipt: entry };
}

export function accessEventAnswer({ event, participant }: ToldAccessEvent) {
  const { id, kind, name, inn, ogrn } = participant;
  return {
    event: event.event,
    at: event.at,
    participant: {
      id,
      kind,
      name,
      ...(inn === undefined ? {} : { inn }),
      ...(ogrn === undefined ? {} : { ogrn }),
    },
  };
}
