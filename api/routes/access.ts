import type { ContractPorts } from '../../vault/contracts/contract-ports.ts';
import { grantDelegation } from '../../vault/delegations/grant-delegation.ts';
import { delegationsOf, named } from '../../vault/delegations/read-delegations.ts';
import { revokeDelegation } from '../../vault/delegations/revoke-delegation.ts';
import type { JournalAction } from '../../vault/model/journal.ts';
import { accessEvents } from '../../vault/participants/access-events.ts';
import { type AccessChange, changeAccess } from '../../vault/participants/change-access.ts';
import {
  accessEventAnswer,
  changedAccessAnswer,
  delegationAnswer,
} from '../answers/access-answer.ts';
import type { Context } from '../http/context.ts';
import { idempotencyKeyOf } from '../http/idempotency-key.ts';
import { pathParameter } from '../http/path-parameter.ts';
import { readJson } from '../http/read-body.ts';
import type { Routes } from '../journalling/journalled-routes.ts';
import { sessionIn } from '../sign-in/authenticate.ts';

export type AccessRoutePorts = ContractPorts;

/** Para. 17 (б), 22, 32, 13 (к): who may still use the system, who acts for whom, and who hears of it. */
export function accessRoutes(routes: Routes<AccessRoutePorts>): void {
  const change = (name: string, what: AccessChange, action: JournalAction) =>
    routes.user('POST', `/v1/participants/:id/${name}`, { action }, (context, ports) =>
      changeOne(context, what, ports),
    );
  change('suspension', 'suspend', 'participant.suspended');
  change('resumption', 'resume', 'participant.resumed');
  change('termination', 'terminate', 'participant.terminated');
  const told = { action: 'access-events.read' } as const;
  routes.user('GET', '/v1/access-events', told, async (context, ports) => {
    const since = new URLSearchParams(context.querystring).get('since') ?? '';
    const events = await accessEvents(sessionIn(context).principal, since, ports);
    context.body = { events: events.map(accessEventAnswer) };
  });
  const path = '/v1/delegations';
  routes.user('POST', path, { action: 'delegation.granted' }, grant);
  routes.user('GET', path, { action: 'delegation.read' }, async (context, ports) => {
    const delegations = await delegationsOf(sessionIn(context).principal, ports);
    const now = ports.clock.now();
    context.body = { delegations: delegations.map((each) => delegationAnswer(each, now)) };
  });
  const revoked = { action: 'delegation.revoked' } as const;
  routes.user('POST', `${path}/:id/revocation`, revoked, async (context, ports) => {
    const { principal } = sessionIn(context);
    const delegation = await revokeDelegation(principal, pathParameter(context, 'id'), ports);
    context.body = delegationAnswer(await named(delegation, ports), ports.clock.now());
  });
}

async function changeOne(
  context: Context,
  change: AccessChange,
  ports: AccessRoutePorts,
): Promise<void> {
  const { principal } = sessionIn(context);
  const idempotencyKey = idempotencyKeyOf(context);
  const participantId = pathParameter(context, 'id');
  const facts = await readJson(context);
  const request = { principal, idempotencyKey, participantId, change, facts };
  context.body = changedAccessAnswer(await changeAccess(request, ports));
}

async function grant(context: Context, ports: AccessRoutePorts): Promise<void> {
  const { principal } = sessionIn(context);
  const idempotencyKey = idempotencyKeyOf(context);
  const facts = await readJson(context);
  const delegation = await grantDelegation({ principal, idempotencyKey, facts }, ports);
  context.status = 201;
  // Nothing that depends on today: a repetition gets the same octets.
  context.body = delegationAnswer(await named(delegation, ports));
}
