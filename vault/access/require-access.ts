import type { JsonValue } from '../model/journal.ts';
import type { Principal } from '../model/participant.ts';
import type { Metadata } from '../ports/metadata.ts';
import { VaultError } from '../vault-error.ts';
import type { AccessObject } from './access-object.ts';
import type { Action } from './action.ts';
import { actionEntry } from './action-entry.ts';
import { authorize } from './authorize.ts';
import type { Denial, Grant } from './decision.ts';

export interface AccessPorts {
  readonly metadata: Pick<Metadata, 'commit'>;
  readonly newId: () => string;
}

export interface AccessRequest {
  readonly principal: Principal;
  readonly action: Action;
  /** Name of the kind of object, for the answer `not-found`. */
  readonly what: string;
  /** Undefined: looked up and not there. */
  readonly object: AccessObject | undefined;
  /** What was asked for, for the journal: ids as the user gave them. */
  readonly asked: Readonly<Record<string, JsonValue>>;
}

/**
 * The grant, or a VaultError after a journal entry `access.denied` (para. 13 (з)). Who has no grant to an
 * object that it named by id hears `not-found`, just as for one that is not there: ids cannot be probed.
 */
export async function requireAccess(request: AccessRequest, ports: AccessPorts): Promise<Grant> {
  const decision = decide(request);
  if (decision.allowed) return decision;
  await ports.metadata.commit({
    entries: [
      actionEntry({
        id: ports.newId(),
        action: 'access.denied',
        principal: request.principal,
        paragraph: decision.paragraph,
        content: { action: request.action, reason: decision.reason, ...request.asked },
      }),
    ],
  });
  throw decision.reason === 'no-grant' && request.object?.kind !== 'unk'
    ? new VaultError({ code: 'not-found', what: request.what })
    : new VaultError({ code: 'denied', denial: decision });
}

function decide({ principal, action, object }: AccessRequest): Grant | Denial {
  const decision = authorize(principal, action, object);
  if (object !== undefined || !decision.allowed) return decision;
  return { allowed: false, reason: 'no-grant', paragraph: 'D65-23-пути' };
}
