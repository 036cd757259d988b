import type { ContractPorts } from '../../vault/contracts/contract-ports.ts';
import { addressees, receivedSendings } from '../../vault/sendings/list-sendings.ts';
import { sendVersion } from '../../vault/sendings/send-version.ts';
import { receivedSendingAnswer, sendingAnswer } from '../answers/sending-answer.ts';
import type { Context } from '../http/context.ts';
import { idempotencyKeyOf } from '../http/idempotency-key.ts';
import { pathNumber, pathParameter } from '../http/path-parameter.ts';
import { readJson } from '../http/read-body.ts';
import type { Routes } from '../journalling/journalled-routes.ts';
import { sessionIn } from '../sign-in/authenticate.ts';

export type SendingRoutePorts = ContractPorts;

/** Para. 24, 25 (г): sending to banks and bodies, and what has arrived. */
export function sendingRoutes(routes: Routes<SendingRoutePorts>): void {
  const path = '/v1/documents/:id/versions/:number/sendings';
  routes.user('POST', path, { action: 'document.sent' }, send);
  const received = { action: 'document.read', part: 'sendings' } as const;
  routes.user('GET', '/v1/sendings', received, async (context, ports) => {
    const sendings = await receivedSendings(sessionIn(context).principal, ports);
    context.body = { sendings: sendings.map(receivedSendingAnswer) };
  });
  const named = { action: 'addressees.read' } as const;
  routes.user('GET', '/v1/addressees', named, async (context, ports) => {
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
