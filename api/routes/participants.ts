import type Router from '@koa/router';
import type { ContractPorts } from '../../vault/contracts/contract-ports.ts';
import { registerParticipant } from '../../vault/participants/register-participant.ts';
import type { Context, Middleware, RequestState } from '../http/context.ts';
import { idempotencyKeyOf } from '../http/idempotency-key.ts';
import { readJson } from '../http/read-body.ts';
import { sessionIn } from '../sign-in/authenticate.ts';

export interface ParticipantRoutePorts extends ContractPorts {
  readonly authenticated: Middleware;
}

export function participantRoutes(
  router: Router<RequestState>,
  ports: ParticipantRoutePorts,
): void {
  router.post('/v1/participants', ports.authenticated, (context) => register(context, ports));
}

async function register(context: Context, ports: ParticipantRoutePorts): Promise<void> {
  const { principal } = sessionIn(context);
  const idempotencyKey = idempotencyKeyOf(context);
  const facts = await readJson(context);
  context.body = await registerParticipant({ principal, idempotencyKey, facts }, ports);
  context.status = 201;
}
