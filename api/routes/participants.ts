import type { ContractPorts } from '../../vault/contracts/contract-ports.ts';
import { registerParticipant } from '../../vault/participants/register-participant.ts';
import type { Context } from '../http/context.ts';
import { idempotencyKeyOf } from '../http/idempotency-key.ts';
import { readJson } from '../http/read-body.ts';
import type { Routes } from '../journalling/journalled-routes.ts';
import { sessionIn } from '../sign-in/authenticate.ts';

export type ParticipantRoutePorts = ContractPorts;

export function participantRoutes(routes: Routes<ParticipantRoutePorts>): void {
  routes.user('POST', '/v1/participants', { action: 'participant.registered' }, register);
}

async function register(context: Context, ports: ParticipantRoutePorts): Promise<void> {
  const { principal } = sessionIn(context);
  const idempotencyKey = idempotencyKeyOf(context);
  const facts = await readJson(context);
  context.body = await registerParticipant({ principal, idempotencyKey, facts }, ports);
  context.status = 201;
}
