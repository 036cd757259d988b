import type Router from '@koa/router';
import type { ContractPorts } from '../../vault/contracts/contract-ports.ts';
import { decideQuarantine } from '../../vault/quarantine/decide-quarantine.ts';
import { listQuarantine } from '../../vault/quarantine/list-quarantine.ts';
import { quarantineAnswer } from '../answers/quarantine-answer.ts';
import type { Context, Middleware, RequestState } from '../http/context.ts';
import { idempotencyKeyOf } from '../http/idempotency-key.ts';
import { pathNumber, pathParameter } from '../http/path-parameter.ts';
import { readJson } from '../http/read-body.ts';
import { sessionIn } from '../sign-in/authenticate.ts';

export interface QuarantineRoutePorts extends ContractPorts {
  readonly authenticated: Middleware;
}

/** Para. 13 (е): what operators see of the quarantine, and how two of them let a version out or keep it there. */
export function quarantineRoutes(router: Router<RequestState>, ports: QuarantineRoutePorts): void {
  const { authenticated } = ports;
  router.get('/v1/quarantine', authenticated, async (context) => {
    const versions = await listQuarantine(sessionIn(context).principal, ports);
    context.body = { versions: versions.map(quarantineAnswer) };
  });
  router.post('/v1/documents/:id/versions/:number/quarantine', authenticated, (context) =>
    decide(context, ports),
  );
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
