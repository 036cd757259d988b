import { actionEntry } from '../access/action-entry.ts';
import { requireAccess } from '../access/require-access.ts';
import type { ContractPorts } from '../contracts/contract-ports.ts';
import type { FixedDelegation } from '../model/delegation.ts';
import type { Principal } from '../model/participant.ts';
import { ConflictError } from '../ports/storage-error.ts';
import { VaultError } from '../vault-error.ts';
import { fixedDelegation } from './grant-delegation.ts';

/**
 * Takes a delegation back: whoever acts under it may do nothing more from the commit on, also in a session that is
 * open. To revoke what is revoked is success. Rejects with VaultError `denied`, `not-found`.
 */
export async function revokeDelegation(
  principal: Principal,
  id: string,
  ports: ContractPorts,
): Promise<FixedDelegation> {
  const stored = await ports.metadata.delegation(id);
  const object = stored && ({ kind: 'delegation', delegation: stored } as const);
  const action = 'delegation.revoke';
  const asked = { delegation: id };
  await requireAccess({ principal, action, what: 'delegation', object, asked }, ports);
  if (stored === undefined) throw new VaultError({ code: 'not-found', what: 'delegation' });
  const revokedEntry = stored.revokedEntry ?? (await commitRevocation(principal, stored, ports));
  await ports.sequencer.sequenced([revokedEntry]);
  return fixedDelegation(id, ports);
}

/** The entry that revokes it: ours, or of whoever was first. */
async function commitRevocation(
  principal: Principal,
  { grantedAt: _grantedAt, ...delegation }: FixedDelegation,
  ports: ContractPorts,
): Promise<string> {
  const { id, granterId: from, delegateId: to } = delegation;
  const entry = actionEntry({
    id: ports.newId(),
    action: 'delegation.revoked',
    principal,
    paragraph: 'D65-32',
    content: { delegation: id, from, to },
    receipt: true,
  });
  const delegations = [{ ...delegation, revokedEntry: entry.id }];
  try {
    await ports.metadata.commit({ delegations, entries: [entry] });
    return entry.id;
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
    const now = await ports.metadata.delegation(id);
    if (now?.revokedEntry === undefined) throw error;
    return now.revokedEntry;
  }
}
