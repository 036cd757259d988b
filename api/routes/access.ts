import type Router from '@koa/router';
import type { ContractPorts } from '../../vault/contracts/contract-ports.ts';
import { grantDelegation } from '../../vault/delegations/grant-delegation.ts';
import { delegationsOf, named } from '../../vault/delegations/read-delegations.ts';
import { revokeDelegation } from '../../vault/delegations/revoke-delegation.ts';
import { accessEvents } from '../../vault/participants/access-events.ts';
import { type AccessChange, changeAccess } from '../../vault/participants/change-access.ts';
import {
  accessEventAnswer,
  changedAccessAnswer,
  delegationAnswer,
} from '../answers/access-answer.ts';
import type { Context, Middleware, RequestState } from '../http/context.ts';
import { idempotencyKeyOf } from '../http/idempotency-key.ts';
import { pathParameter } from '../http/path-parameter.ts';
import { readJson } from '../http/read-body.ts';
import { sessionIn } from '../sign-in/authenticate.ts';

export interface AccessRoutePorts extends ContractPorts {
  readonly authenticated: Middleware;
}

/** Para. 17 (б), 22, 32, 13 (к): who may still use the system, who acts for whom, and who hears of it. */
export function accessRoutes(router: Router<RequestState>, ports: AccessRoutePorts): void {
  const { authenticated } = ports;
  const changes = {
    suspension: 'suspend',
    resumption: 'resume',
    termination: 'terminate',
  } as const;
  for (const [name, change] of Object.entries(changes)) {
    router.post(`/v1/participants/:id/${name}`, authenticated, (context) =>
      changeOne(context, change, ports),
    );
  }
  router.get('/v1/access-events', authenticated, async (context) => {
    const since = new URLSearchParams(context.querystring).get('since') ?? '';
    const told = await accessEvents(sessionIn(context).principal, since, ports);
    context.body = { events: told.map(accessEventAnswer) };
  });
  router.post('/v1/delegations', authenticated, (context) => grant(context, ports));
  router.get('/v1/delegations', authenticated, async (context) => {
    const delegations = await delegationsOf(sessionIn(context).principal, ports);
    const now = ports.clock.now();
    context.body = { delegations: delegations.map((each) => delegationAnswer(each, now)) };
  });
  router.post('/v1/delegations/:id/revocation', authenticated, async (context) => {
    const { principal } = sessionIn(context);
    const revoked = await revokeDelegation(principal, pathParameter(context, 'id'), ports);
    context.body = delegationAnswer(await named(revoked, ports), ports.clock.now());
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
