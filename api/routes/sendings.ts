import type Router from '@koa/router';
import type { ContractPorts } from '../../vault/contracts/contract-ports.ts';
import { addressees, receivedSendings } from '../../vault/sendings/list-sendings.ts';
import { sendVersion } from '../../vault/sendings/send-version.ts';
import { receivedSendingAnswer, sendingAnswer } from '../answers/sending-answer.ts';
import type { Context, Middleware, RequestState } from '../http/context.ts';
import { idempotencyKeyOf } from '../http/idempotency-key.ts';
import { pathNumber, pathParameter } from '../http/path-parameter.ts';
import { readJson } from '../http/read-body.ts';
import { sessionIn } from '../sign-in/authenticate.ts';

export interface SendingRoutePorts extends ContractPorts {
  readonly authenticated: Middleware;
}

/** Para. 24, 25 (г): sending to banks and bodies, and what has arrived. */
export function sendingRoutes(router: Router<RequestState>, ports: SendingRoutePorts): void {
  const { authenticated } = ports;
  router.post('/v1/documents/:id/versions/:number/sendings', authenticated, (context) =>
    send(context, ports),
  );
  router.get('/v1/sendings', authenticated, async (context) => {
    const received = await receivedSendings(sessionIn(context).principal, ports);
    context.body = { sendings: received.map(receivedSendingAnswer) };
  });
  router.get('/v1/addressees', authenticated, async (context) => {
    context.body = { addressees: await addressees(sessionIn(context).principal, ports) };
  });
}

async function send(context: Context, ports: SendingRoutePorts): Promise<void> {
  const { principal } = sessionIn(context);
  const idempotencyKey = idempotencyKeyOf(context);
  const documentId = pathParameter(context, 'id');
  const version = pathNumber(context, 'number');
  const facts = await readJson(context);
  const request = { principal, idempotencyKey, documentId, version, facts };
  context.body = sendingAnswer(await sendVersion(request, ports));
  context.status = 201;
}
