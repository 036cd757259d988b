import type { ContractPorts } from '../../vault/contracts/contract-ports.ts';
import { decideQuarantine } from '../../vault/quarantine/decide-quarantine.ts';
import { listQuarantine } from '../../vault/quarantine/list-quarantine.ts';
import { quarantineAnswer } from '../answers/quarantine-answer.ts';
import type { Context } from '../http/context.ts';
import { idempotencyKeyOf } from '../http/idempotency-key.ts';
import { pathNumber, pathParameter } from '../http/path-parameter.ts';
import { readJson } from '../http/read-body.ts';
import type { Routes } from '../journalling/journalled-routes.ts';
import { sessionIn } from '../sign-in/authenticate.ts';

export type QuarantineRoutePorts = ContractPorts;

/** Para. 13 (е): what operators see of the quarantine, and how two of them let a version out or keep it there. */
export function quarantineRoutes(routes: Routes<QuarantineRoutePorts>): void {
  const listed = { action: 'document.read', part: 'quarantine' } as const;
  routes.user('GET', '/v1/quarantine', listed, async (context, ports) => {
    const versions = await listQuarantine(sessionIn(context).principal, ports);
    context.body = { versions: versions.map(quarantineAnswer) };
  });
  const path = '/v1/documents/:id/versions/:number/quarantine';
  routes.user('POST', path, { action: 'quarantine.proposed' }, decide);
}

async function decide(context: Context, ports: QuarantineRoutePorts): Promise<void> {
  const { principal } = sessionIn(context);
  const idempotencyKey = idempotencyKeyOf(context);
  const documentId = pathParameter(context, 'id');
  const version = pathNumber(context, 'number');
  const facts = await readJson(context);
  const request = { principal, idempotencyKey, documentId, version, facts };
  context.body = await decideQuarantine(request, ports);
}
